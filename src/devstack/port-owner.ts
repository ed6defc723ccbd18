import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { commandLineOf } from './process-identity.ts';

/** Who listens on a port of this machine, for a message: `process 812 (node server.js)`; undefined where the system
 * doesn't tell, as for another user's process. */
export async function portOwner(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? fromProc(port) : await fromLsof(port);
  if (pid === undefined) return undefined;
  const line = commandLineOf(pid);
  return `process ${pid}${line === undefined || line === '' ? '' : ` (${line.slice(0, 120)})`}`;
}

async function fromLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], {
      timeout: 3_000,
    });
    const pid = Number(stdout.trim().split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

const LISTENING = '0A';

function fromProc(port: number): number | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of listed('/proc').filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    if (listed(folder).some((descriptor) => sockets.has(linkOf(`${folder}/${descriptor}`)))) return Number(pid);
  }
  return undefined;
}

/** Columns of the kernel's table: 1 is `address:port` in hexadecimal, 3 the state, 9 the socket's inode. */
function listeningInodes(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return read(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`) === true && columns[3] === LISTENING)
    .map((columns) => columns[9] ?? '');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

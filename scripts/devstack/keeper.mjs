// Runs one program that knows nothing of us, and ends it when the process that asked for it is gone, however that went:
// the system closes the channel even for a parent that was killed. Plain JavaScript, so that it runs from a checkout
// that hasn't been built.
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const { command, args, log, graceMs, removeWhenOrphaned } = JSON.parse(process.argv[2]);

const output = openSync(log, 'a');
// In a group of its own: whatever it starts ends with it, and a terminal's Ctrl-C doesn't reach it before we say so.
const child = spawn(command, args, { stdio: ['ignore', output, output], detached: true });
let orphaned = false;
let ending = false;

child.once('spawn', () => tell({ kind: 'started', pid: child.pid }));
child.once('error', (error) => {
  tell({ kind: 'not-started', message: error.message }, leave);
});
child.once('exit', (code, signal) => {
  tell({ kind: 'ended', code, signal }, leave);
});

process.on('message', (message) => {
  if (message.kind === 'stop') end();
});
process.on('disconnect', () => {
  orphaned = true;
  end();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
if (!process.connected) {
  orphaned = true;
  end();
}

function end() {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), graceMs);
}

function signalGroup(signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function tell(message, then = () => undefined) {
  if (process.connected) process.send(message, then);
  else then();
}

function leave() {
  // What it had started itself, a compiler for instance, shall not stay either.
  signalGroup('SIGKILL');
  if (orphaned && removeWhenOrphaned !== undefined) rmSync(removeWhenOrphaned, { recursive: true, force: true });
  if (process.connected) process.disconnect();
  process.exit();
}

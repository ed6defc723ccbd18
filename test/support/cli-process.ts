import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  readonly run: (args: readonly string[], more?: RunOptions) => Promise<CliResult>;
  readonly remove: () => void;
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  /** Called with all of standard output so far, whenever more has come. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** The same of standard error. */
  readonly onNote?: (stderr: string) => void;
}

/** The command as it ships, translated from its sources as they are: a child process with pipes, no terminal. */
export async function buildCli(): Promise<Cli> {
  const dist = join(process.cwd(), 'dist');
  mkdirSync(dist, { recursive: true });
  // Within the project, so that packages are found.
  const outdir = mkdtempSync(join(dist, 'cli-under-test-'));
  await build({
    entryPoints: [join(process.cwd(), 'src/cli/main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return {
    run: (args, more) => runCli(join(outdir, 'main.js'), args, more ?? {}),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

function runCli(
  entry: string,
  args: readonly string[],
  { env = {}, stdin, cwd, onOutput, onNote }: RunOptions,
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(?:BATON_|NO_COLOR|FORCE_COLOR)/.test(name));
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...Object.fromEntries(inherited), ...env },
      ...(cwd !== undefined && { cwd }),
      stdio: 'pipe',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(stdout, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onNote?.(stderr);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined).end(stdin);
  });
}

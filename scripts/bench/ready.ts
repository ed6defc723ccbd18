import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a process of a module of ours, and waits until it says that it is ready. Each has a session of its own, as in
 * `npm start`: the system shares the processor out between them. */
export async function ready(
  children: ChildProcess[],
  module: string,
  env: NodeJS.ProcessEnv,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<{ readonly port: number; readonly address: string }> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, 'inherit', 'ipc'],
    detached: true,
  });
  children.push(child);
  return await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${module} ended with code ${code} before it was ready`)));
    child.on('message', (message: { kind?: string; port?: number; address?: string }) => {
      if (message.kind === 'ready') resolve({ port: message.port ?? 0, address: message.address ?? '' });
    });
  });
}

// Has the keeper run a program that would live for ever, tells both ids, and waits to be killed.
import { fork } from 'node:child_process';
const [keeperModule, order] = process.argv.slice(2);
const keeper = fork(keeperModule, [order], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  execArgv: [],
});
keeper.on('message', (message) => process.stdout.write(`${JSON.stringify({ ...message, keeper: keeper.pid })}\n`));

// A thread that does as its text says: takes for ever, takes all memory, falls, or answers.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ kind, text }) => {
  const [word] = text.split(' ');
  if (word === 'stuck') for (;;);
  if (word === 'hungry') for (const kept = []; ;) kept.push(Array.from({ length: 100_000 }, (_, at) => ({ at })));
  if (word === 'falls') throw new Error('a bug');
  parentPort.postMessage({ kind, name: text.slice(0, 20) });
});

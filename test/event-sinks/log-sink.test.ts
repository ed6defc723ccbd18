import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPublisher, openSinks } from '../../src/event-sinks/index.ts';
import { idsOf, toldEvents } from './told-events.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'baton-events-'))));
afterEach(async () => await rm(folder, { recursive: true }));

test('a log takes a line an event, behind what it holds', async () => {
  const path = join(folder, 'events.log');
  for (const execution of ['exec_1', 'exec_2']) {
    const publisher = createPublisher(openSinks({ log: { path } }).all, () => undefined);
    publisher.tell(toldEvents(execution, 1, 500));
    publisher.tell(toldEvents(execution, 501, 700));
    await publisher.close(50_000);
  }
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(idsOf(lines)).toEqual(
    ['exec_1', 'exec_2'].flatMap((each) => Array.from({ length: 700 }, (_, i) => `${each}#${i + 1}`)),
  );
});

test('one that can not be written says why', async () => {
  const lines: string[] = [];
  const path = join(folder, 'no', 'such', 'folder');
  const publisher = createPublisher(openSinks({ log: { path } }).all, (line) => lines.push(line));
  publisher.tell(toldEvents('exec_1', 1, 2));
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await publisher.close(50);
  expect(lines).toEqual([
    expect.stringMatching(/^Events wait for log: .*ENOENT: /),
    'Events: 2 not sent to log: the process was ending. They can be sent again: baton events ID --replay',
  ]);
});

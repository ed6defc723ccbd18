import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { leastInFlight, mostBodyBytes, slowMs } from '../../src/api/admission/load-limits.ts';
import { apiLimits } from '../../src/api/index.ts';
import { defaultLoadLimits, readApiConfig, temporalDeadlineMs } from '../../src/config/index.ts';
import { codes } from '../../src/problems/index.ts';

const page = readFileSync(join(process.cwd(), 'docs/operate/limits.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, what = '', limit = '']) => [what, limit]),
);
const { inFlight, readsPerSecond, changesPerSecond, registrationsPerSecond } = defaultLoadLimits;
const KIB = 1024;
const MIB = 1024 * KIB;
const spoken = (value: number): string => value.toLocaleString('en');

test.each([
  ['headers', `${apiLimits.headerBytes / KIB} KiB`],
  ['headers, until they have come', `${apiLimits.headersMs / 1000} s`],
  ['the whole request, until it has come', `${apiLimits.requestMs / 1000} s`],
  ['query', `${apiLimits.queryBytes / KIB} KiB`],
  [
    'body',
    `${apiLimits.bodyBytes / MIB} MiB, a definition a little over ${Math.floor(apiLimits.definitionBytes / MIB)} MiB`,
  ],
  ['lists and maps inside each other, in a JSON body', `${apiLimits.bodyNesting}`],
  ['values of a JSON body', spoken(apiLimits.bodyNodes)],
  ['one question to Temporal', `${temporalDeadlineMs / 1000} s`],
  [
    'what the reader of a stream has not taken',
    `${apiLimits.streamBufferBytes / MIB} MiB for ${apiLimits.streamStallMs / 1000} s`,
  ],
  ['connections', spoken(apiLimits.connections)],
  ['bodies that are being read, together', `${mostBodyBytes / MIB} MiB`],
  ['reads at a time', `${inFlight}`],
  ['changes at a time', `${inFlight}`],
  ['registrations at a time', `${inFlight / 16}`],
  ['reads of one address', `${spoken(readsPerSecond)} a second`],
  ['changes of one address', `${spoken(changesPerSecond)} a second`],
  ['registrations of one address', `${registrationsPerSecond} a second`],
  ['open streams of events', `${apiLimits.streams}`],
  ['idle connection', `${apiLimits.keepAliveMs / 1000} s`],
])('%s: %s', (what, limit) => {
  expect(rows.get(what)).toBe(limit);
});

test('what the text says besides', () => {
  expect(page).toContain(`down to ${leastInFlight},`);
  expect(page).toContain(`longer than ${slowMs / 1000} seconds`);
  expect(page).toContain(`\`BATON_GRACE_MS\` (${readApiConfig({}).graceMs})`);
  const named = [...page.matchAll(/\d{3} `([a-z-]+)`/g)].map(([text, code = '']) => [text, code] as const);
  expect(named.length).toBeGreaterThan(10);
  for (const [text, code] of named) {
    const entry = Object.entries(codes).find(([each]) => each === code)?.[1];
    expect(text).toBe(`${entry?.kind === 'request' ? entry.status : ''} \`${code}\``);
  }
});

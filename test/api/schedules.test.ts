import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest, type SentRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const path = '/orchestrator/schedule_workflow';
const yaml = (body: string): SentRequest => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/yaml' },
  body,
});
const job = 'title: Nightly\nservice: reports\nmethod: build\n';

beforeAll(async () => {
  await sendRequest(api.port, yaml(`${job}recurrence_rule: "@daily"\n`));
});

test('a job is the same in JSON and YAML, bare and under `job`', async () => {
  const fields = { title: 'Nightly', service: 'reports', method: 'build', recurrence_rule: '@daily' };
  const indented = `job:\n  ${`${job}recurrence_rule: "@daily"`.replaceAll('\n', '\n  ')}\n`;
  for (const sent of [yaml(indented), { path, body: fields }, { path, body: { job: fields } }]) {
    const { status, json } = await sendRequest(api.port, sent);
    expect([status, json]).toMatchObject([200, { unchanged: true, schedule: { schedule_id: 'nightly' } }]);
  }
});

test('what is wrong with one in YAML has its place in that text', async () => {
  const { status, json } = await sendRequest(api.port, yaml(`job:\n  title: 7\n  servce: reports\n  method: build\n`));
  expect(status).toBe(422);
  expect(json).toMatchObject({
    error: {
      details: [
        { code: 'unfit-field', path: 'title', line: 2, column: 10 },
        { code: 'missing-field', path: 'service' },
        { code: 'unknown-field', path: 'servce', line: 3, column: 3, hint: 'service' },
      ],
    },
  });
});

test('`job` beside other keys is no job', async () => {
  const { status, json } = await sendRequest(api.port, yaml(`job: {}\n${job}`));
  expect([status, json]).toMatchObject([422, { error: { details: [{ code: 'unknown-field', path: 'job' }] } }]);
});

test.each([
  [
    'aliases of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`,
  ],
  ['no YAML', 'job: [\n'],
  ['a reserved key', 'job: {__proto__: {title: x}}\n'],
  ['a tag', 'job: !!js/function x\n'],
])('%s: refused', async (_what, body) => {
  const { status } = await sendRequest(api.port, yaml(body));
  expect([400, 413, 422]).toContain(status);
});

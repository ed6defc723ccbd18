import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { docsPageFiles } from '../../src/api/routes/docs-page.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { apiDocument } from '../support/documented-answers.ts';
import { sendRequest } from '../support/send-request.ts';

/** The page's own modules, as the browser gets them; they have no types for us. */
interface Content {
  readonly type: string;
  readonly schema: JsonObject;
  readonly example: Json | undefined;
}
interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly parameters: readonly { readonly name: string; readonly schema: JsonObject; readonly example: unknown }[];
  readonly bodies: readonly Content[];
  readonly answers: readonly { readonly status: string; readonly codes: readonly string[] }[];
}
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}
interface DocumentModule {
  readonly operationsOf: (document: JsonObject) => readonly Operation[];
  readonly byTag: (
    document: JsonObject,
    operations: readonly Operation[],
  ) => readonly { readonly name: string; readonly operations: readonly Operation[] }[];
  readonly isFound: (operation: Operation, wanted: string) => boolean;
}
interface SchemaModule {
  readonly typeWords: (schema: JsonObject) => string;
  readonly boundsWords: (schema: JsonObject) => readonly string[];
  readonly membersOf: (
    document: JsonObject,
    schema: JsonObject,
  ) => readonly { readonly name: string; readonly isRequired: boolean }[];
  readonly sampleOf: (document: JsonObject, schema: JsonObject) => Json;
}
interface RequestModule {
  readonly requestOf: (
    operation: Operation,
    given: { readonly fields: Readonly<Record<string, string>>; readonly type: string; readonly body: string },
  ) => Asked;
  readonly curlOf: (origin: string, asked: Asked) => string;
  readonly setOut: (type: string, text: string) => string;
  readonly tokensOf: (text: string) => readonly { readonly kind: string; readonly text: string }[];
}

const folder = join(process.cwd(), 'src/api/docs-page');
const page = (await import(join(folder, 'document.js'))) as DocumentModule;
const words = (await import(join(folder, 'schema-words.js'))) as SchemaModule;
const requests = (await import(join(folder, 'request.js'))) as RequestModule;

const api = await startApi();
afterAll(api.close);

const operations = page.operationsOf(apiDocument);
const operation = (id: string): Operation => {
  const found = operations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

describe('what is served', () => {
  const files = ['', ...docsPageFiles.map((name) => `/${name}`)];

  test.each(files)('/docs%s comes from here, and loads nothing from elsewhere', async (file) => {
    const { status, headers, text } = await sendRequest(api.port, { path: `/docs${file}` });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/https?:|\/\/[a-z0-9]+\.[a-z]|@import|\burl\(/i);
    // Text stays text.
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b| on[a-z]+="| style="/);
  });

  test('are all files of the page, and no other', async () => {
    const there = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
    expect([...docsPageFiles].toSorted()).toEqual(there.toSorted());
    for (const name of ['page.html', 'tsconfig.json', '..%2Fapp.ts', 'toString', 'page.js%00']) {
      expect([400, 404]).toContain((await sendRequest(api.port, { path: `/docs/${name}` })).status);
    }
  });

  test('every link of a module leads to a file that is served', () => {
    const named = docsPageFiles.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/from '\.\/([^']+)'/g)].map(([, other = '']) => other),
    );
    const html = readFileSync(join(folder, 'page.html'), 'utf8');
    const loaded = [...html.matchAll(/(?:src|href)="\/docs\/([^"]+)"/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !docsPageFiles.includes(name))).toEqual([]);
    expect(new Set([...named, ...loaded])).toEqual(new Set(docsPageFiles));
  });
});

describe('the operations', () => {
  test('are all there, each under its tag, under one name', () => {
    const shown = page.byTag(apiDocument, operations).flatMap((group) => group.operations.map(({ id }) => id));
    const paths = apiDocument['paths'] as Readonly<
      Record<string, Readonly<Record<string, { readonly operationId: string }>>>
    >;
    const documented = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(shown.toSorted()).toEqual(documented.toSorted());
    expect(new Set(shown).size).toBe(shown.length);
  });

  test('have what is referred to, read through', () => {
    const { answers, bodies } = operation('execute_workflow');
    expect(answers.find(({ status }) => status === '409')?.codes).toEqual(['execution-exists']);
    expect(answers.find(({ status }) => status === '503')?.codes).toContain('temporal-unavailable');
    expect(bodies[0]).toMatchObject({ type: 'application/json', example: { workflow_name: 'morning_prep' } });
  });

  test('are found by words of their name, summary, parameters and codes', () => {
    const found = (wanted: string) => operations.filter((each) => page.isFound(each, wanted)).map(({ id }) => id);
    expect(found('')).toHaveLength(operations.length);
    expect(found('CANCEL execution')).toContain('cancel_execution');
    expect(found('too-many-events')).toContain('send_event');
    expect(found('idempotency')).toContain('execute_workflow');
    expect(found('nothing of this name')).toEqual([]);
  });
});

describe('schemas in words', () => {
  test.each([
    [ref('StepResult'), 'StepResult'],
    [{ type: 'array', items: ref('StepResult') }, 'list of StepResult'],
    [{ type: 'string', format: 'date-time' }, 'time'],
    [{ type: ['string', 'null'] }, 'text or null'],
    [{ enum: ['running', 'done'] }, '"running" or "done"'],
    [{ const: true, type: 'boolean' }, 'true'],
    [{ anyOf: [{ type: 'string' }, { type: 'object' }] }, 'text or object'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'map of integer'],
    [ref('Json'), 'any JSON'],
    [{}, 'any JSON'],
  ])('%j', (schema, said) => {
    expect(words.typeWords(schema)).toBe(said);
  });

  test('bounds', () => {
    expect(words.boundsWords({ type: 'string', minLength: 1, maxLength: 255 })).toEqual(['1 to 255 characters']);
    expect(words.boundsWords({ type: 'string', minLength: 1 })).toEqual(['not empty']);
    expect(words.boundsWords({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER })).toEqual([
      'at least 1',
    ]);
    expect(words.boundsWords({ type: 'array', maxItems: 10 })).toEqual(['at most 10 of them']);
    expect(words.boundsWords({ type: 'integer', minimum: -Number.MAX_SAFE_INTEGER })).toEqual([]);
  });

  test('members, of what is referred to, in a list, or in a choice', () => {
    const execution = words.membersOf(apiDocument, ref('Execution'));
    expect(execution.find(({ name }) => name === 'execution_id')?.isRequired).toBe(true);
    expect(execution.find(({ name }) => name === 'completed_at')?.isRequired).toBe(false);
    expect(words.membersOf(apiDocument, { type: 'array', items: ref('Execution') })).toEqual(execution);
    expect(words.membersOf(apiDocument, { anyOf: [{ type: 'string' }, ref('Execution')] })).toEqual(execution);
    expect(words.membersOf(apiDocument, ref('Json'))).toEqual([]);
    const endless: JsonObject = { components: { schemas: { Endless: { anyOf: [ref('Endless')] } } } };
    expect(words.membersOf(endless, ref('Endless'))).toEqual([]);
  });

  test('a sample has what is required', () => {
    const sample = words.sampleOf(apiDocument, ref('PauseExecutionRequest'));
    expect(sample).toEqual({ execution_id: '' });
  });
});

describe('a request', () => {
  const nothing = { fields: {}, type: 'application/json', body: '' };

  test('has its fields in the query, or in its body', () => {
    const byQuery = requests.requestOf(operation('get_execution_status'), {
      ...nothing,
      fields: { execution_id: 'exec 1&b' },
    });
    expect(byQuery).toEqual({
      method: 'GET',
      path: '/orchestrator/get_execution_status?execution_id=exec%201%26b',
      headers: {},
      body: null,
    });
    const byBody = requests.requestOf(operation('execute_workflow'), {
      fields: { 'Idempotency-Key': 'k1' },
      type: 'application/json',
      body: '{"workflow_name": "a"}',
    });
    expect(byBody).toEqual({
      method: 'POST',
      path: '/orchestrator/execute_workflow',
      headers: { 'Idempotency-Key': 'k1', 'Content-Type': 'application/json' },
      body: '{"workflow_name": "a"}',
    });
  });

  test('has its place in the path', () => {
    const asked = requests.requestOf(operation('docs_file'), { ...nothing, fields: { file: 'page.js' } });
    expect(asked.path).toBe('/docs/page.js');
    expect(requests.requestOf(operation('docs_file'), { ...nothing, fields: { file: '../x' } }).path).toBe(
      '/docs/..%2Fx',
    );
  });

  test('is a line of curl that a shell takes as it is', () => {
    const asked = {
      method: 'POST',
      path: '/p',
      headers: { 'Content-Type': 'application/json' },
      body: `{"it's": "$HOME"}`,
    };
    expect(requests.curlOf('http://127.0.0.1:5080', asked)).toBe(
      `curl -sS http://127.0.0.1:5080/p -H 'Content-Type: application/json' --data-raw '{"it'\\''s": "$HOME"}'`,
    );
    expect(requests.curlOf('http://127.0.0.1:5080', { ...asked, headers: {}, body: '@/etc/passwd' })).toBe(
      `curl -sS http://127.0.0.1:5080/p --data-raw '@/etc/passwd'`,
    );
    expect(requests.curlOf('http://[::1]:5080', { method: 'DELETE', path: '/p?a=b', headers: {}, body: null })).toBe(
      `curl -sS -X DELETE 'http://[::1]:5080/p?a=b'`,
    );
  });

  test('an answer is set out, and its tokens are its text', () => {
    expect(requests.setOut('application/json; charset=utf-8', '{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(requests.setOut('application/json', '{"a":')).toBe('{"a":');
    expect(requests.setOut('text/plain', '{"a":1}')).toBe('{"a":1}');
    const text = JSON.stringify({ 'k"ey': ['te\\xt', -1.5e3, true, null, {}], '<b>': '<i>' }, null, 2);
    const tokens = requests.tokensOf(text);
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.filter(({ kind }) => kind === 'key').map((token) => token.text)).toEqual(['"k\\"ey"', '"<b>"']);
    expect(tokens.filter(({ kind }) => kind === 'word').map((token) => token.text)).toEqual(['true', 'null']);
  });
});

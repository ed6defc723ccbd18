import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { prepare } from '../../../src/language/index.ts';

/** A text with one mistake. Each part stands in for what a right text has there. */
interface Case {
  readonly name: string;
  readonly title?: string;
  readonly head?: string;
  readonly parameters?: string;
  /** All of `actions`. */
  readonly actions?: string;
  /** The second of them. */
  readonly action?: string;
  /** What the second one sends as `content`. */
  readonly template?: string;
  readonly services?: readonly string[];
  readonly code: string;
  readonly path?: string;
  readonly message?: string;
  readonly hint?: string;
  /** Where not all of what is marked is pointed at. */
  readonly spot?: 'first' | 'none';
}

const cases = parse(readFileSync(new URL('actions-mistakes.yaml', import.meta.url), 'utf8')) as readonly Case[];

const call = (parameters: string): string =>
  `{action_id: b, action_type: service_call, config: {service: source, endpoint: /analyze, parameters: ${parameters}}}`;

function textOf({ title, head, parameters, actions, action, template }: Case): string {
  const declared =
    parameters ?? 'parameters: [{name: url, type: string, required: true}, {name: count, type: integer}]';
  const reads = declared.includes('count') ? '{url: "{{url}}", count: "{{count}}"}' : '{url: "{{url}}"}';
  const fetch = `{action_id: fetch_doc, action_type: service_call, config: {service: source, endpoint: /fetch, parameters: ${action === 'none' || (!declared.includes('name: url') && !declared.includes('name: «url')) ? '{}' : reads}}}`;
  const content = template === undefined ? '{a: 1}' : `{content: ${JSON.stringify(template)}}`;
  const second = action === undefined || action === 'none' ? call(content) : action;
  return [title ?? 'name: Check documents', head ?? '', declared, actions ?? `actions: [${fetch}, ${second}]`, '']
    .filter((line) => line !== '')
    .join('\n');
}

describe('one mistake is told once, where it is, in the words of its author', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const marked = textOf(each);
    const start = marked.indexOf('«');
    const text = marked.replace('«', '').replace('»', '');
    const end = marked.indexOf('»') - 1;
    const services = each.services === undefined ? undefined : new Set([...each.services, 's']);
    const { diagnostics } = prepare(text, { knownServices: services });
    const said = diagnostics.map(({ code, path, message, hint, span }) => ({ code, path, message, hint, span }));
    expect(said.map(({ code, message }) => `${code}: ${message}`)).toEqual([expect.stringContaining(`${each.code}: `)]);
    const [only] = said;
    if (each.path !== undefined) expect(only?.path).toBe(each.path);
    if (each.message !== undefined) expect(only?.message).toContain(each.message);
    if (each.hint !== undefined) expect(only?.hint).toContain(each.hint);
    if (each.spot === undefined) expect(text.slice(only?.span?.start, only?.span?.end)).toBe(text.slice(start, end));
    if (each.spot === 'first') expect(only?.span?.start).toBe(start);
    // None of our words for what the author calls otherwise.
    const ours = `${only?.message} ${only?.hint}`.replaceAll(text.slice(start, end), '');
    expect(ours).not.toMatch(/(?<!parameters\.|actions\.)\bsteps?\b|\binputs?\b/);
  });
});

test('what the author wrote between quotes is not put into other words', () => {
  const template = "{{fetch_doc.status == 'steps.a inputs.b'}}";
  const { diagnostics } = prepare(textOf({ name: '', code: '', template }));
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^`fetch_doc\.status == 'steps\.a in…` is always false: .*, never 'steps\.a inputs\.b'$/),
  ]);
});

test('an escape in the name of a member is read as the letter that it stands for', () => {
  const template = "{{fetch_doc['\\u0072esponse'].content}}";
  const prepared = prepare(textOf({ name: '', code: '', template }));
  expect(prepared.diagnostics).toEqual([]);
  const steps = prepared.ok ? prepared.definition.steps : [];
  expect(steps[1]?.parameters).toEqual({ content: "{{steps.fetch_doc['result'].content}}" });
});

test('what is known by all its names is their difference, whatever has the whole for a name', () => {
  const parameters = `parameters: [${['url', 'p', 'q', 'p-q'].map((name) => `{name: ${name}, type: integer, required: true}`).join(', ')}]`;
  const template = "{{p-q}} {{parameters['p-q']}}";
  const prepared = prepare(textOf({ name: '', code: '', parameters, template }));
  expect(prepared.diagnostics).toEqual([]);
  const steps = prepared.ok ? prepared.definition.steps : [];
  expect(steps[1]?.parameters).toEqual({ content: "{{inputs.p-inputs.q}} {{inputs['p-q']}}" });
});

import { diagnostic, Refusal } from '../../problems/index.ts';
import { isObject, type JsonObject } from '../../std/index.ts';
import { jsonProblems, readJsonText } from './json-text.ts';

/** Whether it was written as JSON or as JSON text, the same rules hold for it. */
export function readJsonObject(field: string, given: string | Record<string, unknown> | undefined): JsonObject {
  if (given === undefined || given === '') return {};
  if (typeof given !== 'string') return given as JsonObject;
  const { root, found } = jsonProblems(given);
  const value = root === null || found.length > 0 ? null : readJsonText(given).value;
  if (isObject(value)) return value;
  const problems =
    found.length > 0 ? found : [diagnostic('unfit-field', `${field} are a JSON object, or the text of one`)];
  throw new Refusal('request-rejected', `the text in \`${field}\`: ${problems[0]?.message}`, {
    diagnostics: problems.map((each) => ({ ...each, path: field })),
    source: given,
  });
}

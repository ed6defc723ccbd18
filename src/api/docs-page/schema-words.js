// Schemas in words that a person reads, and an example of what fits one.
import { nameOf, resolved } from './document.js';

/** @typedef {import('./document.js').Json} Json */
/** @typedef {{ readonly name: string, readonly isRequired: boolean, readonly schema: Json }} Member */

/**
 * `list of StepResult`, `text or null`, `"RUNNING" or "PAUSED"`.
 * @param {Json} schema
 * @returns {string}
 */
export function typeWords(schema) {
  const name = nameOf(schema);
  if (name !== '') return name === 'Json' ? 'any JSON' : name;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum))
    return schema.enum.map((/** @type {unknown} */ each) => JSON.stringify(each)).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices))
    return [...new Set(choices.map((/** @type {Json} */ each) => typeWords(each)))].join(' or ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((/** @type {string} */ type) => typeWords({ ...schema, type })).join(' or ');
  }
  if (schema.type === 'array') return `list of ${typeWords(schema.items ?? {})}`;
  if (schema.type === 'object') return isMap(schema) ? `map of ${typeWords(schema.additionalProperties)}` : 'object';
  if (schema.type === 'string') return schema.format === 'date-time' ? 'time' : 'text';
  return schema.type ?? 'any JSON';
}

/** @param {Json} schema */
function isMap({ properties, additionalProperties }) {
  return (
    Object.keys(properties ?? {}).length === 0 &&
    typeof additionalProperties === 'object' &&
    Object.keys(additionalProperties).length > 0
  );
}

/**
 * What else holds for a value, a sentence's part each.
 * @param {Json} schema
 * @returns {readonly string[]}
 */
export function boundsWords(schema) {
  const safest = Number.MAX_SAFE_INTEGER;
  const words = [];
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern, format } = schema;
  if (minLength === 1 && maxLength === undefined) words.push('not empty');
  else if (minLength !== undefined || maxLength !== undefined) words.push(`${range(minLength, maxLength)} characters`);
  const least = minimum === -safest ? undefined : minimum;
  const most = maximum === safest ? undefined : maximum;
  if (least !== undefined || most !== undefined) words.push(range(least, most));
  if (minItems !== undefined || maxItems !== undefined) words.push(`${range(minItems, maxItems)} of them`);
  if (pattern !== undefined && format === undefined) words.push(`like ${pattern}`);
  if (schema.default !== undefined) words.push(`${JSON.stringify(schema.default)} unless given`);
  return words;
}

/**
 * @param {number | undefined} least
 * @param {number | undefined} most
 */
function range(least, most) {
  if (most === undefined) return `at least ${least}`;
  return least === undefined ? `at most ${most}` : least === most ? `${least}` : `${least} to ${most}`;
}

/**
 * The members of an object; of a list or a choice, those of what is in it.
 * @param {Json} document
 * @param {Json} schema
 * @param {number} [depth]
 * @returns {readonly Member[]}
 */
export function membersOf(document, schema, depth = 0) {
  if (depth > 8) return [];
  const whole = resolved(document, schema);
  const parts = [...(whole.allOf ?? []), ...(whole.anyOf ?? []), ...(whole.oneOf ?? [])];
  const inner = [whole.items, isMap(whole) ? whole.additionalProperties : undefined].filter(
    (each) => each !== undefined,
  );
  const own = Object.entries(whole.properties ?? {}).map(([name, member]) => ({
    name,
    isRequired: (whole.required ?? []).includes(name),
    schema: member,
  }));
  // A choice between two objects shows the first of them: the other is told by its name in the words of the type.
  return own.length > 0
    ? own
    : ([...parts, ...inner].map((each) => membersOf(document, each, depth + 1)).find((each) => each.length > 0) ?? []);
}

/**
 * The least that fits: what is required, with values that say what they stand for.
 * @param {Json} document
 * @param {Json} schema
 * @param {number} [depth]
 * @returns {unknown}
 */
export function sampleOf(document, schema, depth = 0) {
  const whole = resolved(document, schema);
  if ('const' in whole) return whole.const;
  if (whole.default !== undefined) return whole.default;
  if (Array.isArray(whole.enum)) return whole.enum[0];
  const [choice] = whole.anyOf ?? whole.oneOf ?? [];
  if (choice !== undefined) return sampleOf(document, choice, depth + 1);
  const type = Array.isArray(whole.type) ? whole.type[0] : whole.type;
  if (type === 'array')
    return depth > 4 || (whole.minItems ?? 0) === 0 ? [] : [sampleOf(document, whole.items ?? {}, depth + 1)];
  if (type === 'object' || whole.properties !== undefined) {
    const required = depth > 4 ? [] : (whole.required ?? []);
    return Object.fromEntries(
      required.map((/** @type {string} */ name) => [
        name,
        sampleOf(document, whole.properties?.[name] ?? {}, depth + 1),
      ]),
    );
  }
  if (type === 'integer' || type === 'number') return Math.max(whole.minimum ?? 0, 0);
  if (type === 'boolean') return true;
  return type === 'string' ? '' : null;
}

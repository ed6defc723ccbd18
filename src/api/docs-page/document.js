// What the page reads out of the OpenAPI document. No browser is needed for any of it.

/**
 * @typedef {{ readonly [key: string]: any }} Json
 * @typedef {{ readonly name: string, readonly in: 'path' | 'query' | 'header', readonly required: boolean,
 *   readonly description: string, readonly schema: Json, readonly example: unknown }} Parameter
 * @typedef {{ readonly type: string, readonly schema: Json, readonly example: unknown }} Content
 * @typedef {{ readonly status: string, readonly description: string, readonly contents: readonly Content[],
 *   readonly codes: readonly string[] }} Answer
 * @typedef {{ readonly id: string, readonly method: string, readonly path: string, readonly tag: string,
 *   readonly summary: string, readonly parameters: readonly Parameter[], readonly isBodyRequired: boolean,
 *   readonly bodies: readonly Content[], readonly answers: readonly Answer[] }} Operation
 */

/**
 * Whatever a reference stands for.
 * @param {Json} document
 * @param {Json} part
 * @returns {Json}
 */
export function resolved(document, part) {
  let here = part;
  for (let hops = 0; typeof here.$ref === 'string' && hops < 10; hops++) {
    const keys = here.$ref.replace(/^#\//, '').split('/');
    /** @type {any} */
    let found = document;
    for (const key of keys) found = found?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')];
    if (found === undefined) return {};
    here = found;
  }
  return here;
}

/**
 * The name of what a reference points at; empty for anything else.
 * @param {Json} schema
 * @returns {string}
 */
export function nameOf(schema) {
  return typeof schema.$ref === 'string' ? schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1) : '';
}

/**
 * @param {Json} document
 * @returns {readonly Operation[]}
 */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(document, path, method, operation)),
  );
}

/**
 * @param {Json} document
 * @param {string} path
 * @param {string} method
 * @param {Json} operation
 * @returns {Operation}
 */
function operationOf(document, path, method, operation) {
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    tag: operation.tags?.[0] ?? '',
    summary: operation.summary ?? '',
    parameters: (operation.parameters ?? []).map((/** @type {Json} */ each) => ({
      name: each.name,
      in: each.in,
      required: each.required === true,
      description: each.description ?? '',
      schema: each.schema ?? {},
      example: each.example,
    })),
    isBodyRequired: operation.requestBody?.required === true,
    bodies: contentsOf(operation.requestBody ?? {}),
    answers: Object.entries(operation.responses).map(([status, given]) => {
      const response = resolved(document, given);
      const contents = contentsOf(response);
      return { status, description: response.description ?? '', contents, codes: codesOf(contents) };
    }),
  };
}

/**
 * @param {Json} holder
 * @returns {readonly Content[]}
 */
function contentsOf(holder) {
  return Object.entries(holder.content ?? {}).map(([type, content]) => ({
    type,
    schema: content.schema ?? {},
    example: content.example,
  }));
}

/**
 * The codes that a refusal of this status may hold.
 * @param {readonly Content[]} contents
 * @returns {readonly string[]}
 */
function codesOf(contents) {
  return contents.flatMap(({ schema }) =>
    (schema.allOf ?? []).flatMap((/** @type {Json} */ part) => part.properties?.error?.properties?.code?.enum ?? []),
  );
}

/**
 * Whether every word that is looked for stands somewhere in the operation.
 * @param {Operation} operation
 * @param {string} wanted
 * @returns {boolean}
 */
export function isFound({ id, method, path, tag, summary, parameters, answers }, wanted) {
  const text = [
    id,
    method,
    path,
    tag,
    summary,
    ...parameters.map(({ name }) => name),
    ...answers.flatMap((each) => each.codes),
  ]
    .join(' ')
    .toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/**
 * In the order of the document's tags.
 * @param {Json} document
 * @param {readonly Operation[]} operations
 * @returns {readonly { readonly name: string, readonly description: string, readonly operations: readonly Operation[] }[]}
 */
export function byTag(document, operations) {
  return document.tags
    .map((/** @type {Json} */ { name, description }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name),
    }))
    .filter((/** @type {{ operations: readonly Operation[] }} */ group) => group.operations.length > 0);
}

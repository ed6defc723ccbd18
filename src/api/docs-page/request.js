// From what stands in a form to a request, and to the same as a line of curl.

/** @typedef {import('./document.js').Operation} Operation */
/** @typedef {{ readonly method: string, readonly path: string, readonly headers: Readonly<Record<string, string>>,
 *   readonly body: string | null }} Asked */

/**
 * A field that is left empty is not sent.
 * @param {Operation} operation
 * @param {{ readonly fields: Readonly<Record<string, string>>, readonly type: string, readonly body: string }} given
 * @returns {Asked}
 */
export function requestOf({ method, path, parameters, bodies }, { fields, type, body }) {
  const filled = parameters.filter(({ name, in: place }) => place === 'path' || (fields[name] ?? '') !== '');
  const valueOf = (/** @type {string} */ name) => fields[name] ?? '';
  const query = filled
    .filter((each) => each.in === 'query')
    .map(({ name }) => `${encodeURIComponent(name)}=${encodeURIComponent(valueOf(name))}`);
  const inPath = filled.filter((each) => each.in === 'path');
  const place = inPath.reduce((text, { name }) => text.replace(`{${name}}`, encodeURIComponent(valueOf(name))), path);
  const hasBody = bodies.length > 0 && body.trim() !== '';
  return {
    method,
    path: query.length === 0 ? place : `${place}?${query.join('&')}`,
    headers: {
      ...Object.fromEntries(filled.filter((each) => each.in === 'header').map(({ name }) => [name, valueOf(name)])),
      ...(hasBody && { 'Content-Type': type }),
    },
    body: hasBody ? body : null,
  };
}

/**
 * For a POSIX shell: nothing between single quotes means anything to it. Nor to curl: any other `--data` would take what
 * follows an `@` as the name of a file.
 * @param {string} origin
 * @param {Asked} asked
 * @returns {string}
 */
export function curlOf(origin, { method, path, headers, body }) {
  const parts = ['curl', '-sS'];
  if (method !== (body === null ? 'GET' : 'POST')) parts.push('-X', method);
  parts.push(quoted(origin + path));
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quoted(`${name}: ${value}`));
  if (body !== null) parts.push('--data-raw', quoted(body));
  return parts.join(' ');
}

/** @param {string} text */
function quoted(text) {
  return /^[A-Za-z0-9_./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Text as it is, JSON set out in lines.
 * @param {string} type
 * @param {string} text
 * @returns {string}
 */
export function setOut(type, text) {
  if (!type.startsWith('application/json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/**
 * The tokens of JSON, so that a page can colour them; together they are the text.
 * @param {string} text
 * @returns {readonly { readonly kind: 'key' | 'text' | 'number' | 'word' | 'other', readonly text: string }[]}
 */
export function tokensOf(text) {
  const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g;
  const tokens = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) tokens.push({ kind: 'other', text: text.slice(from, match.index) });
    const [all, string, colon, number] = match;
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'text' : 'key', text: string });
      if (colon !== undefined) tokens.push({ kind: 'other', text: colon });
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: all });
    from = match.index + all.length;
  }
  if (from < text.length) tokens.push({ kind: 'other', text: text.slice(from) });
  return /** @type {any} */ (tokens);
}

import { Refusal } from '../../problems/index.ts';
import { apiLimits } from '../limits.ts';

/** Each name once, every value text. No brackets, no lists: what looks like more than a text is refused, not guessed at. */
export function readQuery(search: string): Readonly<Record<string, string>> {
  if (search.length > apiLimits.queryBytes) {
    throw new Refusal('unreadable-query', `the query is longer than ${apiLimits.queryBytes} characters`);
  }
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of search.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (Object.hasOwn(fields, name)) throw new Refusal('unreadable-query', `the query has \`${name}\` more than once`);
    fields[name] = equals === -1 ? '' : decode(pair.slice(equals + 1));
  }
  return fields;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('unreadable-query', 'the query has a percent sign that does not stand for UTF-8 text');
  }
  if (hasControls(decoded)) throw new Refusal('unreadable-query', 'the query holds a control character');
  return decoded;
}

/** Of text in an address, decoded. */
export function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text);
}

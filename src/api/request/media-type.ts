import { Refusal } from '../../problems/index.ts';

export type BodyFormat = 'json' | 'yaml';

const formats: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/x-yaml', 'yaml'],
  ['text/yaml', 'yaml'],
  ['text/x-yaml', 'yaml'],
]);

/** A type is demanded, never guessed: `text/plain` and its like are what a foreign page can send without being asked. */
export function bodyFormat(
  contentType: string | undefined,
  contentEncoding: string | undefined,
  allowed: readonly BodyFormat[],
): BodyFormat {
  const takes = allowed.map((format) => (format === 'json' ? 'application/json' : 'application/yaml')).join(' or ');
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') {
    throw new Refusal('unsupported-media-type', 'a compressed body is not taken; send it without Content-Encoding');
  }
  if (contentType === undefined) {
    throw new Refusal('unsupported-media-type', `the body has no Content-Type; this path takes ${takes}`);
  }
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const format = formats.get(type);
  if (format === undefined || !allowed.includes(format)) {
    throw new Refusal('unsupported-media-type', `the body is not ${takes}`);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new Refusal('unsupported-media-type', 'the body must be UTF-8');
  }
  return format;
}

/** Lines of a comment above what they are about, none where there is nothing to say. What an author wrote can neither end
 * the comment nor leave its line. */
export function docComment(parts: readonly (string | undefined)[], indent: string): string {
  const lines = parts.flatMap((part) => (part === undefined || part.trim() === '' ? [] : plain(part).split('\n')));
  const [only = ''] = lines;
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function plain(text: string): string {
  return (
    text
      .trim()
      .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
      .replaceAll('*/', '*\\/')
      // A tag would be a program's word in an author's text.
      .replace(/^(\s*)@/gm, '$1＠')
      .replace(/[^\S\n]+$/gm, '')
  );
}

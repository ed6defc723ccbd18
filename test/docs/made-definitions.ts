import { Buffer } from 'node:buffer';
import { decodeText, renderDiagnostics } from '../../src/language/index.ts';
import { checkedText, type CheckedDefinition } from './checked-definition.ts';

const step = (id: number, more = ''): string => `  - {id: s${id}, service: s, method: m${more}}\n`;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Hexadecimal digits that nothing can pack to less than half. */
function noise(digits: number): string {
  const words = Math.ceil(digits / 8);
  let state = 1;
  const found = Array.from({ length: words }, () => {
    // xorshift: as good as chance here, and the same each time.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  });
  return found.join('').slice(0, digits);
}

/** Definitions that a page cannot show: too long for it, or of characters that an editor would drop. The page shows what
 * is said of them in a block `text made`. */
const texts: Readonly<Record<string, () => string>> = {
  'definition-too-long': () => `name: x\ndescription: ${'long '.repeat(1_700_000)}\nsteps:\n${step(1)}`,
  'rare-yaml': () =>
    `name: x\n? steps\n:\n${numbers(20_000)
      .map((id) => `  - {id: s${id}, service: service_of_mine, method: m}\n`)
      .join('')}`,
  'definition-too-dense': () => `name: x\nsteps:\n${step(1, `, parameters: {noise: ${noise(2_000_000)}}`)}`,
  'too-many-nodes': () => {
    const list = (name: string, of: string): string =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(', ')}]\n`;
    return list('a', 'x') + ['b', 'c', 'd', 'e', 'f'].map((name, i) => list(name, `*${'abcde'[i]}`)).join('');
  },
  'nesting-too-deep': () =>
    `name: x\nsteps:\n  - id: a\n    parameters:\n      p: ${'['.repeat(70)}${']'.repeat(70)}\n`,
  'invalid-character': () => 'name: prep\nsteps:\n  - {id: beep, service: horn, method: "be\u0007ep"}\n',
  'too-many-steps': () =>
    `name: x\nsteps:\n${numbers(10_001)
      .map((id) => step(id))
      .join('')}`,
  'too-many-entries': () => {
    const values = numbers(1001).join(', ');
    return `name: x\ninputs:\n  level:\n    type: number\n    enum: [${values}]\nsteps:\n${step(1, ', parameters: {l: "{{inputs.level}}"}')}`;
  },
  'too-many-dependencies': () => {
    const first = numbers(250);
    const after = `, depends_on: [${first.map((id) => `s${id}`).join(', ')}]`;
    return `name: x\nsteps:\n${first.map((id) => step(id)).join('')}${numbers(201)
      .map((id) => step(250 + id, after))
      .join('')}`;
  },
  'too-long': () => `name: ${'a'.repeat(129)}\nsteps:\n${step(1)}`,
  'expression-too-long': () =>
    `name: x\nsteps:\n${step(1, `, when: "{{inputs.level == 1${' or inputs.level == 1'.repeat(800)}}}"`)}`,
  'expression-too-deep': () =>
    `name: x\nsteps:\n${step(1, `, parameters: {l: "{{${'['.repeat(200)}${']'.repeat(200)}}}"}`)}`,
  'expression-too-many-parts': () =>
    `name: x\nsteps:\n${step(
      1,
      `, parameters: {l: "{{[${numbers(4001)
        .map(() => '1')
        .join(',')}]}}"}`,
    )}`,
  'json-text-too-deep': () => `name: x\nsteps:\n${step(1, `, parameters: '${'['.repeat(65)}${']'.repeat(65)}'`)}`,
  'more-diagnostics': () =>
    `name: x\nsteps:\n${numbers(300)
      .map((id) => step(id, ', retrys: 3'))
      .join('')}`,
};

/** Null where the code can be shown by a definition on its page. */
export function madeDefinition(code: string): CheckedDefinition | null {
  if (code === 'invalid-encoding') return latin1();
  const text = texts[code];
  return text === undefined ? null : checkedText(text(), 'workflow.yaml');
}

/** Bytes that are no UTF-8 never become a text. */
function latin1(): CheckedDefinition {
  const decoded = decodeText(Buffer.from('name: caf\u00e9\n', 'latin1'));
  const diagnostics = decoded.ok ? [] : decoded.diagnostics;
  return {
    prepared: { ok: false, diagnostics },
    diagnostics,
    output: `${renderDiagnostics(diagnostics, '', 'workflow.yaml')}\n`,
  };
}

export const madeCodes: readonly string[] = [...Object.keys(texts), 'invalid-encoding'];

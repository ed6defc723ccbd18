import type { Type } from '../expressions/index.ts';
import { keyText, stringText } from './names.ts';

const DEEPEST = 32;

/** What the checker knows of a value, as TypeScript. */
export function staticTypeText(type: Type, indent = '', depth = 0): string {
  if (depth > DEEPEST) return 'unknown';
  switch (type.kind) {
    case 'any':
      return 'unknown';
    case 'null':
    case 'boolean':
    case 'number':
      return type.kind;
    case 'string':
      return type.options === undefined ? 'string' : type.options.map(stringText).join(' | ') || 'never';
    case 'list': {
      const element = staticTypeText(type.of, indent, depth + 1);
      const isOne = type.of.kind === 'object' || /^\w+$/.test(element);
      return isOne ? `readonly ${element}[]` : `readonly (${element})[]`;
    }
    case 'union':
      return type.options.map((option) => staticTypeText(option, indent, depth + 1)).join(' | ');
    case 'object': {
      const within = `${indent}  `;
      const members = [...type.members].map(
        ([key, member]) => `${within}readonly ${keyText(key)}: ${staticTypeText(member, within, depth + 1)};\n`,
      );
      if (type.open) members.push(`${within}readonly [name: string]: unknown;\n`);
      return members.length === 0 ? '{ readonly [name: string]: never }' : `{\n${members.join('')}${indent}}`;
    }
  }
}

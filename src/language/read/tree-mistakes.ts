import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import type { ReadingLimits } from './limits.ts';

// What can be wrong in a YAML tree, whichever way it was read.

export function tooDeep(limits: ReadingLimits, span: Span): Diagnostic {
  return diagnostic('nesting-too-deep', `lists and maps are nested more than ${limits.nesting} deep`, { span });
}

export function tooManyNodes(limits: ReadingLimits, span: Span): Diagnostic {
  const message = `the text holds more than ${limits.nodes} values, those that aliases stand for included`;
  return diagnostic('too-many-nodes', message, { span });
}

export function tooManyAliased(limits: ReadingLimits, span: Span): Diagnostic {
  return diagnostic('too-many-nodes', `the aliases in the text stand for more than ${limits.aliased} values`, { span });
}

export function tooWide(kind: 'list' | 'map', limits: ReadingLimits, { start }: Span): Diagnostic {
  const message =
    kind === 'list'
      ? `a list has more than ${limits.listEntries} entries`
      : `a map has more than ${limits.mapEntries} keys`;
  return diagnostic('too-many-entries', message, { span: { start, end: start + 1 } });
}

export function unknownAnchor(name: string, span: Span): Diagnostic {
  return diagnostic('unknown-anchor', `no anchor \`&${name}\` stands complete before \`*${name}\``, { span });
}

export function mergeKey(span: Span): Diagnostic {
  return diagnostic('merge-key-not-allowed', 'the merge key `<<` is not part of YAML 1.2', {
    span,
    hint: 'write the keys out, or use an alias as a value',
  });
}

export function nonStringKey(written: string, span: Span): Diagnostic {
  const shown = written.length > 40 ? `${written.slice(0, 40)}…` : written;
  return diagnostic('non-string-key', `a key must be text, not \`${shown.trim()}\``, {
    span,
    hint: 'put the key in quotes',
  });
}

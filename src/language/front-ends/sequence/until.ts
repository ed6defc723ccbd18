import { type Expr, expressionsOf, printExpression, readTemplate, spansOf } from '../../../expressions/index.ts';
import { diagnostic, type Diagnostic, nearest } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { suggesting } from '../../definition/suggest.ts';
import { entryOf, type Source, type SourceList, type SourceNode, spansWithin } from '../../read/index.ts';

const known = ['response', 'payload'];

export interface UntilsRead {
  readonly diagnostics: readonly Diagnostic[];
  /** Those with a name that means nothing in them: what else they say is not looked at. */
  readonly unfit: ReadonlySet<SourceNode>;
}

/** A sequence has no inputs, steps and secrets to speak of, though what it comes to does. */
export function readUntils({ text }: Source, root: SourceList): UntilsRead {
  const diagnostics: Diagnostic[] = [];
  const unfit = new Set<SourceNode>();
  for (const [i, task] of root.items.entries()) {
    const until = entryOf(entryOf(task, 'Poll')?.value, 'Until')?.value;
    if (until?.kind !== 'scalar' || typeof until.value !== 'string') continue;
    // Braces may be left out.
    const added = until.value.includes('{{') ? 0 : 2;
    const { expressions } = readTemplate(added === 0 ? until.value : `{{${until.value}}}`, () => false);
    const told = new Set<string>();
    for (const { expr, start } of expressions) {
      const spans = spansOf(expr);
      for (const each of rootsIn(expr)) {
        const name = each.kind === 'name' ? each.name : printExpression(each);
        if (known.includes(name) || told.has(name) || diagnostics.length >= definitionLimits.counted) continue;
        told.add(name);
        unfit.add(until);
        const { start: from, end } = spans(each);
        const span = spansWithin(text, until)(from + start - added, end + start - added);
        const at = { path: `[${i}].Poll.Until`, span };
        const message = `\`${name}\`: no such name`;
        const near = nearest(name, known);
        diagnostics.push(
          near === null
            ? diagnostic('unknown-name', message, { ...at, hint: '`Until` reads `response` and `payload`' })
            : suggesting('unknown-name', message, near, at),
        );
      }
    }
  }
  return { diagnostics, unfit };
}

/** What its references begin with. */
function rootsIn(expr: Expr): readonly Expr[] {
  return [...expressionsOf(expr)].filter(({ kind }) => kind === 'name' || kind === 'steps' || kind === 'secret');
}

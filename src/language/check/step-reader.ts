import type { ScopeTypes, Template } from '../../expressions/index.ts';
import type { Condition } from '../../plan/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { readInstant } from '../../std/index.ts';
import { inMilliseconds } from '../definition/issues.ts';
import { definitionLimits } from '../definition/limits.ts';
import { nodeAt, printPath, type Path } from '../definition/locate.ts';
import type { SourceNode } from '../read/index.ts';
import { isMeantAsTime, notTime } from './not-time.ts';
import { bodyTemplateOf, conditionOf, expressionOf, templateOf, type Site } from './template.ts';

/** What an expression has to give where it stands. */
export type Gives = 'any' | 'condition' | 'list' | 'number' | 'time';

export interface CheckedSite extends Site {
  readonly gives: Gives;
  readonly types: ScopeTypes;
  /** Whether the step itself has ended by then, so that its own result can be read. */
  readonly after: boolean;
}

/** What the expressions of one place see. */
export interface SiteScope {
  readonly types: ScopeTypes;
  readonly after?: boolean;
}

/** Reads what stands at places of one step (or of the definition), and gathers the expressions in them. */
export class StepReader {
  readonly sites: CheckedSite[] = [];
  private readonly text: string;
  private readonly root: SourceNode;
  private readonly found: Diagnostic[];

  constructor(text: string, root: SourceNode, found: Diagnostic[]) {
    this.text = text;
    this.root = root;
    this.found = found;
  }

  /** A map, or JSON text. */
  body(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    return node === undefined ? undefined : this.take(bodyTemplateOf(this.text, node, path), 'any', scope);
  }

  value(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    return node === undefined ? undefined : this.take(templateOf(this.text, node, path), 'any', scope);
  }

  condition(path: Path, scope: SiteScope): Condition | undefined {
    const node = this.node(path);
    if (node === undefined) return undefined;
    const read = conditionOf(this.text, node, path);
    this.keep(read, 'condition', scope);
    return read.condition;
  }

  /** One expression, or a list written out. */
  list(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind === 'scalar') return this.take(expressionOf(this.text, node, path), 'list', scope);
    return this.value(path, scope);
  }

  /** One expression, or a number. */
  duration(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind !== 'scalar') return undefined;
    if (typeof node.value !== 'string') return { kind: 'value', value: node.value };
    if (node.value.includes('{{')) return this.take(expressionOf(this.text, node, path), 'number', scope);
    const most = definitionLimits.waitMs;
    const message = `\`${String(path.at(-1))}\` must be a whole number from 0 to ${most}, or an expression in braces, not ${JSON.stringify(node.value.slice(0, 60))}`;
    const hint = inMilliseconds(node.value) ?? (/^\d+$/.test(node.value) ? 'leave the quotes out' : undefined);
    this.found.push(diagnostic('wrong-type', message, { path: printPath(path), span: node.span, hint }));
    return undefined;
  }

  /** A time as text, with expressions in it or without. */
  time(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
    if (readInstant(node.value) !== null) return { kind: 'value', value: node.value };
    if (isMeantAsTime(node.value)) {
      this.found.push(notTime(node.value, node.span, path));
      return undefined;
    }
    const read = expressionOf(this.text, node, path);
    if (read.template !== undefined || !node.value.includes('{{')) return this.take(read, 'time', scope);
    // Put together of several expressions it is text: whether that is a time shows when it is worked out.
    return this.take(templateOf(this.text, node, path), 'any', scope);
  }

  /** Nothing where far more is wrong already than is listed. */
  private node(path: Path): SourceNode | undefined {
    return this.found.length > definitionLimits.counted ? undefined : nodeAt(this.root, path);
  }

  private take(
    read: {
      readonly template?: Template;
      readonly sites: readonly Site[];
      readonly diagnostics: readonly Diagnostic[];
    },
    gives: Gives,
    scope: SiteScope,
  ): Template | undefined {
    this.keep(read, gives, scope);
    return read.template;
  }

  private keep(
    read: { readonly sites: readonly Site[]; readonly diagnostics: readonly Diagnostic[] },
    gives: Gives,
    { types, after = false }: SiteScope,
  ): void {
    for (const each of read.diagnostics) this.found.push(each);
    // Written out: of 40,000 expressions, spreading would cost as much as reading.
    for (const { placed, scalar, path } of read.sites) {
      this.sites.push({ placed, scalar, path, gives, types, after });
    }
  }
}

import type { ArrivedEvent, UndoCall } from '../../src/engine/index.ts';
import type { Failure } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import type { CallEnding, ChildEnding } from '../support/endings.ts';
import type { Happened } from '../support/happened.ts';

/** Which piece of work: a step's only one, or an element's. `id` is its text id. */
export interface Unit {
  readonly id: string;
  readonly step: string;
  readonly element?: number;
}

export interface UnitEnd {
  readonly status: 'completed' | 'failed';
  readonly result: Json;
  readonly failure?: Failure;
  readonly unknown: boolean;
  readonly attempts?: number;
  readonly undoList?: readonly UndoCall[];
}

export type Told = 'begun' | 'cancel' | 'pause' | 'resume' | 'time-ran-out';

/** What has come to pass. `of` is whom it is about, and with the kind what it is looked up by. */
export type Fact =
  // From outside.
  | { readonly kind: 'told'; readonly of: Told; readonly at: number }
  | { readonly kind: 'event'; readonly of: ''; readonly at: number; readonly nth: number; readonly event: ArrivedEvent }
  | {
      readonly kind: 'answer';
      /** The call's text id. */
      readonly of: string;
      readonly at: number;
      readonly ending:
        | CallEnding
        | { readonly kind: 'aborted'; readonly attempts: number; readonly unanswered: boolean };
    }
  | { readonly kind: 'child-end'; readonly of: string; readonly at: number; readonly ending: ChildEnding }
  | { readonly kind: 'ring'; readonly of: string; readonly at: number }
  // Of the execution's own making.
  | { readonly kind: 'decide'; readonly of: string; readonly at: number; readonly items: readonly Json[] | null }
  | {
      readonly kind: 'open';
      readonly of: string;
      readonly at: number;
      readonly unit: Unit;
      readonly correlation?: Json;
      /** Its timer is shorter than what it waits for. */
      readonly cutShort?: true;
    }
  /** A call that has just begun is fast. */
  | { readonly kind: 'hasten'; readonly of: string; readonly at: number }
  | { readonly kind: 'take'; readonly of: string; readonly at: number; readonly nth: number }
  | { readonly kind: 'misread'; readonly of: string; readonly at: number; readonly nth: number }
  | ({ readonly kind: 'unit-end'; readonly of: string; readonly at: number; readonly unit: Unit } & UnitEnd)
  | ({ readonly kind: 'step-end'; readonly of: string; readonly at: number } & Omit<UnitEnd, 'status'> & {
        readonly status: 'completed' | 'failed' | 'skipped';
      })
  /** An action that could not be asked for. */
  | { readonly kind: 'action-lost'; readonly of: string; readonly at: number; readonly failure: Failure }
  | { readonly kind: 'outputs-lost'; readonly of: ''; readonly at: number; readonly failure: Failure }
  | { readonly kind: 'compensate'; readonly of: ''; readonly at: number }
  /** An undo that could not be asked for. */
  | { readonly kind: 'undo-lost'; readonly of: string; readonly at: number; readonly failure: Failure }
  | Shown;

/** What the outside sees of it. */
type Shown = {
  [What in Happened['what']]: {
    readonly kind: What;
    readonly of: string;
    readonly at: number;
    readonly happened: Extract<Happened, { readonly what: What }>;
  };
}[Happened['what']];

export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>;

/** Facts in the order in which they came to pass, and the few ways to look them up. Nothing in it is ever changed. */
export class Log {
  readonly facts: Fact[] = [];
  private readonly byKind = new Map<string, Fact[]>();
  private readonly bySubject = new Map<string, Fact>();

  add(fact: Fact): void {
    this.facts.push(fact);
    const same = this.byKind.get(fact.kind) ?? [];
    this.byKind.set(fact.kind, same);
    same.push(fact);
    const subject = `${fact.kind} ${fact.of}`;
    if (!this.bySubject.has(subject)) this.bySubject.set(subject, fact);
  }

  all<Kind extends Fact['kind']>(kind: Kind): readonly FactOf<Kind>[] {
    return (this.byKind.get(kind) ?? []) as FactOf<Kind>[];
  }

  /** The first of its kind about a subject. */
  find<Kind extends Fact['kind']>(kind: Kind, of: string): FactOf<Kind> | undefined {
    return this.bySubject.get(`${kind} ${of}`) as FactOf<Kind> | undefined;
  }

  has(kind: Fact['kind'], of: string): boolean {
    return this.bySubject.has(`${kind} ${of}`);
  }

  get now(): number {
    return this.facts.at(-1)?.at ?? 0;
  }
}

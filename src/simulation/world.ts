import type { Answer, ChildAnswer, ScenarioCommand, ScenarioEvent, ScenarioWorld } from '../language/index.ts';
import type { JsonObject } from '../std/index.ts';

/** Who is asked: `service.method`, the call's id in the execution, and which attempt of that call. */
export interface Asked {
  readonly name: string;
  readonly id: string;
  readonly attempt: number;
}

/** All that an execution meets outside itself. Made anew for each execution, since answers are used up. */
export interface World {
  readonly inputs: JsonObject;
  readonly answer: (asked: Asked) => Answer;
  readonly child: (asked: { readonly workflow: string; readonly id: string }) => ChildAnswer;
  readonly events: readonly ScenarioEvent[];
  readonly commands: readonly ScenarioCommand[];
}

const nothing: Answer = { kind: 'result', result: null };
const childNothing: ChildAnswer = { kind: 'result', result: null, undo: [] };

export function worldOf(written: ScenarioWorld): World {
  const { inputs, services, children = new Map<string, never>(), events = [], commands = [] } = written;
  const nextAnswer = inTurn(services);
  const nextChild = inTurn(children);
  return {
    inputs,
    answer: ({ name }) => nextAnswer(name) ?? nothing,
    child: ({ workflow }) => nextChild(workflow) ?? childNothing,
    events,
    commands,
  };
}

/** The first, the second, … and the last again and again. */
function inTurn<Each>(answers: ReadonlyMap<string, readonly Each[]>): (name: string) => Each | undefined {
  const given = new Map<string, number>();
  return (name) => {
    const all = answers.get(name);
    if (all === undefined) return undefined;
    const number = given.get(name) ?? 0;
    given.set(name, number + 1);
    return all[Math.min(number, all.length - 1)];
  };
}

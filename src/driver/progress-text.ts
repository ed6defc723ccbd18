import type { Change, ExecutionChange, State, StepChange, StepStatus } from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';

/** How an execution gets on, in a few words for Temporal's own pages: told of each change, it never looks at all steps
 * again. */
export interface Progress {
  readonly note: (change: Change) => void;
  readonly text: () => string;
}

/** So many are named; of more, how many there are. */
const mostNamed = 8;

const ended = ['completed', 'failed', 'skipped'] as const;

export function createProgress(plan: Plan, state: State): Progress {
  const counts = { completed: 0, failed: 0, skipped: 0 };
  const running = new Set<string>();
  const stands = state.steps.map(({ status }) => status);
  const displayed = new Map(plan.steps.flatMap(({ id, display }) => (display === undefined ? [] : [[id, display]])));
  let phase = phaseOf(state);
  for (const [at, status] of stands.entries()) {
    if (status === 'running') running.add(plan.steps[at]?.id ?? '');
    else if (status !== 'pending') counts[status]++;
  }

  /** One that an operator lets run again has ended before. */
  const move = (step: number, status: StepStatus): void => {
    const id = plan.steps[step]?.id ?? '';
    const before = stands[step] ?? 'pending';
    if (before === 'running') running.delete(id);
    else if (before !== 'pending') counts[before]--;
    stands[step] = status;
    if (status === 'running') running.add(id);
    else if (status !== 'pending') counts[status]++;
  };
  const noteStep = ({ step, became }: StepChange): void => {
    if (became === 'started') move(step, 'running');
    else if (became === 'compensating') phase = `Undoing ${plan.steps[step]?.id ?? ''}`;
    else if (became !== 'compensated') move(step, became);
  };
  const noteExecution = (change: ExecutionChange): void => {
    if (change.became === 'held') phase = heldFor(change.failure.message);
    else if (change.became === 'paused') phase = 'Paused';
    else if (change.became === 'compensating') phase = 'Undoing';
    else if (change.became === 'resumed') phase = '';
  };
  return {
    note: (change) => (change.kind === 'step' ? noteStep(change) : noteExecution(change)),
    text: () => {
      const all = ended.reduce((sum, each) => sum + counts[each], 0);
      const kinds = ended.filter((each) => counts[each] > 0).map((each) => `${counts[each]} ${each}`);
      const lines = [
        `${all} of ${plan.steps.length} steps have ended${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`,
      ];
      if (running.size > 0) lines.push(`Running: ${named(running)}`);
      const displays = displaysOf(running, displayed);
      if (displays !== '') lines.unshift(displays);
      if (phase !== '') lines.push(phase);
      return lines.join('\n\n');
    },
  };
}

/** The status lines of what runs: what its author wants to be read comes first. */
function displaysOf(running: ReadonlySet<string>, displayed: ReadonlyMap<string, string>): string {
  if (displayed.size === 0) return '';
  return [...running]
    .slice(0, mostNamed)
    .flatMap((id) => displayed.get(id) ?? [])
    .join('\n\n');
}

function phaseOf({ phase, paused, cause }: State): string {
  if (phase === 'held' && cause?.kind === 'failed') return heldFor(cause.failure.message);
  if (phase === 'compensating') return 'Undoing';
  return paused === true ? 'Paused' : '';
}

function heldFor(message: string): string {
  return `Held for a decision: ${message}`;
}

function named(names: ReadonlySet<string>): string {
  const first = [...names].slice(0, mostNamed).map((name) => `\`${name}\``);
  const more = names.size - first.length;
  return more === 0 ? first.join(', ') : `${first.join(', ')} and ${more} more`;
}

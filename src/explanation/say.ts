import type { Failure } from '../problems/index.ts';
import { unreachable } from '../std/index.ts';
import type { Because, ExecutionReason, Explained, NamedValue, Reason, StepReason, Unblock } from './explained.ts';

/** The sentence that each reason is, about a step or an execution of that name. */
const sentences: { readonly [R in Reason]: (who: string) => string } = {
  'waits-for-steps': (who) => `${who} waits for other steps`,
  'about-to-begin': (who) => `${who} is about to begin: all that it depends on has ended`,
  'no-room': (who) => `${who} may begin, but there is no room for it yet`,
  paused: (who) => `${who} is paused: nothing new begins`,
  held: (who) => `${who} is held: it waits for a decision before anything is undone`,
  stopped: (who) => `${who} does not begin, because the execution is being stopped`,
  moving: (who) => `${who} is moving to a new history; nothing new begins before`,
  'never-began': (who) => `${who} never began: the execution ended before`,
  'waits-for-event': (who) => `${who} waits for an event`,
  'waits-for-time': (who) => `${who} waits for a time`,
  calling: (who) => `${who} is being called`,
  retrying: (who) => `${who} has failed in passing and is tried again`,
  unclaimed: (who) => `${who} waits for a worker to make its call`,
  polling: (who) => `${who} has called its service, and asks it for the outcome again and again`,
  'waits-for-workflow': (who) => `${who} waits for a sub-workflow`,
  'waits-for-other-code': (who) => `${who} waits for other Temporal code`,
  'goes-through-list': (who) => `${who} goes through its list`,
  compensating: (who) => `${who} is being undone`,
  completed: (who) => `${who} has completed`,
  'carried-over': (who) => `${who} was taken over from an earlier execution`,
  'condition-false': (who) => `${who} was skipped: its \`when\` did not hold`,
  'skipped-by-operator': (who) => `${who} was skipped by an operator after it had failed`,
  failed: (who) => `${who} has failed`,
  'failure-passed': (who) => `${who} has failed, which its definition lets pass`,
  aborted: (who) => `${who} was stopped`,
  'cut-short': (who) => `${who} was under way when the execution was ended from outside`,
  'no-worker': (who) => `${who} waits for a worker`,
  'task-failing': (who) => `${who} does not get on: its workflow task fails again and again, which is a bug of Baton's`,
  'plan-unknown': (who) => `${who} has no plan: it was started without one, and none has been resolved`,
  running: (who) => `${who} is running`,
  waiting: (who) => `${who} waits`,
  stopping: (who) => `${who} is being stopped: what has begun goes to its end, and nothing new begins`,
  cancelled: (who) => `${who} was cancelled`,
  terminated: (who) => `${who} was ended from outside; nothing was undone any more`,
};

/** Of a step that has not begun the same words would say something else. */
const ofPendingStep: { readonly [R in StepReason]?: (who: string) => string } = {
  paused: (who) => `${who} may begin, but the execution is paused`,
  held: (who) => `${who} has not begun, because the execution is held for a decision`,
  moving: (who) => `${who} may begin as soon as the execution goes on in a new history`,
};

export function explainedStep(
  step: string,
  reason: StepReason,
  because: readonly Because[] = [],
  unblock: readonly Unblock[] = [],
): Explained<StepReason> {
  const lead = (ofPendingStep[reason] ?? sentences[reason])(`\`${step}\``);
  return { reason, text: said(lead, because, unblock), because, unblock };
}

export function explainedExecution(
  name: string,
  reason: ExecutionReason,
  because: readonly Because[] = [],
  unblock: readonly Unblock[] = [],
): Explained<ExecutionReason> {
  return { reason, text: said(sentences[reason](name), because, unblock), because, unblock };
}

function said(lead: string, because: readonly Because[], unblock: readonly Unblock[]): string {
  const ways = unblock.map(({ text, command }) => (command === undefined ? text : `${text} (${command})`));
  const next = ways.length === 0 ? [] : [`What would change that: ${ways.join('; or ')}`];
  return [lead, ...because.map(sentence), ...next].map((each) => `${each}.`).join(' ');
}

function sentence(because: Because): string {
  switch (because.kind) {
    case 'dependency':
      return `\`${because.step}\` is ${because.status}`;
    case 'condition': {
      const { key, text, value, error, names } = because;
      const came = error === undefined ? `gave ${value}` : `could not be evaluated (${error})`;
      return `\`${key}\` is \`${text}\`, which ${came}${withNames(names)}`;
    }
    case 'event': {
      const { event, condition, correlation, unreadable, unreadables } = because;
      const which = condition === undefined ? '' : ` for which \`${condition}\` holds`;
      const whose = correlation === undefined ? '' : ` with the correlation ${correlation}`;
      const wrong =
        unreadable === undefined ? '' : `; of ${unreadables} that came this could not be told: ${unreadable}`;
      return `It takes an event \`${event}\`${which}${whose}${wrong}`;
    }
    case 'kept-event':
      return `An event \`${because.event}\`${because.id === undefined ? '' : ` (${because.id})`} has come and does not fit: ${because.text}`;
    case 'timer':
      return because.what === 'is stopped'
        ? `Its time is over at ${because.until}`
        : `At ${because.until} it ${because.what}`;
    case 'attempt':
      return ofAttempt(because);
    case 'poll': {
      const { call, requests, answer, next, until } = because;
      const times = requests === undefined ? '' : `, ${requests} ${requests === 1 ? 'time' : 'times'} so far`;
      const last = answer === undefined ? '' : `; ${answer}`;
      const soon = next === undefined ? '' : `; the next request is at ${next}`;
      return `It asks ${call}${times}${last}${soon}${until === undefined ? '' : `; it gives up at ${until}`}`;
    }
    case 'room':
      if (because.of === 'bytes')
        return `What the calls in flight were given has ${because.running} bytes, and from ${because.most} on no more begin`;
      return because.of === 'calls'
        ? `${because.running} calls are in flight, and ${because.most} is the most`
        : `${because.running} of its elements run at a time, and ${because.most} is the most`;
    case 'fast-calls': {
      const { running } = because;
      return `${running} fast ${running === 1 ? 'call is' : 'calls are'} under way, and what comes next begins when they have ended`;
    }
    case 'retried':
      return `${because.execution} has run again what failed, and is ${because.status}`;
    case 'paused':
      return 'The execution is paused: what runs goes to its end, and nothing follows it until it is resumed';
    case 'failure':
      return `It failed with ${failure(because.error)}`;
    case 'cause':
      return because.error === undefined ? 'The execution was cancelled' : `The cause is ${failure(because.error)}`;
    case 'elements': {
      const { total, completed, running, failed } = because;
      return `Of ${total} elements ${completed} have completed, ${running} are running and ${failed} have failed`;
    }
    case 'undo':
      return ofUndo(because);
    case 'action':
      return `Its ${because.on}[${because.index}] ${because.status === 'running' ? 'is under way' : `failed with ${failure(because.error)}`}`;
    case 'execution':
      return `It is the execution ${because.execution} of ${because.workflow}`;
    case 'queue':
      return `It is \`${because.type}\` on the task queue \`${because.queue}\``;
    case 'carried':
      return `It ended in ${because.execution}, and that counts`;
    case 'took': {
      const { from, to, attempts } = because;
      const times = attempts === undefined || attempts < 2 ? '' : ` in ${attempts} attempts`;
      return `It took from ${from} to ${to}${times}`;
    }
    case 'step':
      return sentences[because.reason](`\`${because.step}\``);
    case 'task': {
      const { seconds, attempt, workers, error } = because;
      const polled =
        workers === undefined ? '' : workers === 0 ? '; no worker asks for work' : `; ${workers} ask for work`;
      const why = error === undefined ? '' : `: ${error}`;
      return attempt === 1
        ? `Nobody has taken its task for ${seconds} s${polled}`
        : `Its task has been tried ${attempt - 1} ${attempt === 2 ? 'time' : 'times'}${why}${polled}`;
    }
    default:
      return unreachable(because);
  }
}

function withNames(names: readonly NamedValue[]): string {
  const given = names.map(({ name, value }) => `\`${name}\` was ${value}`);
  return given.length === 0 ? '' : `: ${given.join(', ')}`;
}

function ofAttempt({
  call,
  attempt,
  of,
  state,
  since,
  next,
  error,
}: Extract<Because, { readonly kind: 'attempt' }>): string {
  const which = of === undefined ? `attempt ${attempt}` : `attempt ${attempt} of ${of}`;
  const before = error === undefined ? '' : `; the one before failed with ${failure(error)}`;
  switch (state) {
    case 'running':
      return `${capital(which)} of ${call} is under way${since === undefined ? '' : ` since ${since}`}${before}`;
    case 'cancelling':
      return `${capital(which)} of ${call} is under way${since === undefined ? '' : ` since ${since}`}, and has been asked to stop${before}`;
    case 'waiting':
      return `${capital(which)} of ${call} begins ${next === undefined ? 'soon' : `at ${next}`}${before}`;
    case 'unclaimed':
      return `No worker has taken ${which} of ${call}${since === undefined ? '' : ` since ${since}`}${before}`;
    default:
      return unreachable(state);
  }
}

function ofUndo({ status, since, error }: Extract<Because, { readonly kind: 'undo' }>): string {
  switch (status) {
    case 'running':
      return `It has been undone since ${since}, and is not yet`;
    case 'done':
      return `It was undone at ${since}`;
    case 'failed':
      return `It could not be undone: ${failure(error)}`;
    case 'none':
      return 'It was not undone: its definition names no compensate_method';
    default:
      return unreachable(status);
  }
}

function failure(error: Failure | undefined): string {
  if (error === undefined) return 'an unknown failure';
  return `${error.code}${error.step === undefined ? '' : ` in \`${error.step}\``}: ${error.message}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

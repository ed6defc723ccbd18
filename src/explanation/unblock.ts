import type { Json } from '../std/index.ts';
import type { Unblock } from './explained.ts';

/** What somebody can do about it: the very command, and the very request. */

export function sendEvent(execution: string, event: string, correlation: Json | undefined): Unblock {
  const given = correlation === undefined ? '' : ` --correlation ${quoted(JSON.stringify(correlation))}`;
  return {
    kind: 'send-event',
    text: `send it the event \`${event}\``,
    command: `baton send ${quoted(execution)} ${quoted(event)}${given}`,
    method: 'send_event',
    fields: { execution_id: execution, event, ...(correlation !== undefined && { correlation }) },
  };
}

export function resume(execution: string): Unblock {
  return {
    kind: 'resume',
    text: 'resume the execution',
    command: `baton resume ${quoted(execution)}`,
    method: 'resume_execution',
    fields: { execution_id: execution },
  };
}

/** Of an execution that is held. */
export function decisions(execution: string): readonly Unblock[] {
  const words = {
    retry: 'run again what failed',
    skip: 'take what failed as skipped and go on',
    compensate: 'undo what was done and end it',
  } as const;
  return (['retry', 'skip', 'compensate'] as const).map((decision) => ({
    kind: decision,
    text: words[decision],
    command: `baton decide ${quoted(execution)} ${decision}`,
    method: 'decide_execution',
    fields: { execution_id: execution, decision },
  }));
}

/** Of one that has ended badly. */
export function retry(execution: string): Unblock {
  return {
    kind: 'retry',
    text: 'run again what failed, in a new execution',
    command: `baton retry ${quoted(execution)}`,
    method: 'retry_execution',
    fields: { execution_id: execution },
  };
}

export function waitUntil(time: string): Unblock {
  return { kind: 'wait', text: `wait until ${time}` };
}

export function explainStep(execution: string, step: string): Unblock {
  return {
    kind: 'explain',
    text: `see what \`${step}\` waits for`,
    method: 'explain_execution',
    fields: { execution_id: execution, step_id: step },
  };
}

export function explainExecution(execution: string): Unblock {
  return {
    kind: 'explain',
    text: `see what the execution ${execution} waits for`,
    command: `baton explain ${quoted(execution)}`,
    method: 'explain_execution',
    fields: { execution_id: execution },
  };
}

export function mendService(call: string): Unblock {
  return { kind: 'mend-service', text: `see why ${call} fails` };
}

export function startWorker(queue?: string): Unblock {
  return queue === undefined
    ? { kind: 'start-worker', text: 'start a worker', command: 'npm start' }
    : { kind: 'start-worker', text: `start a worker of the other code, on the task queue \`${queue}\`` };
}

/** For a shell: an id may stand as it is, an event may be called anything. */
function quoted(text: string): string {
  return /^[A-Za-z0-9._~@/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

import { planIndex } from '../../src/engine/index.ts';
import { explainStepAt, explainWhole, type ExplainedStep, type Subject } from '../../src/explanation/index.ts';
import { type Conversation, startedAt } from '../engine/conversation.ts';

/** What is known of an execution that stands where a conversation has come to. */
export function subjectOf({ plan, state }: Conversation, more: Partial<Subject> = {}): Subject {
  return {
    plan,
    index: planIndex(plan),
    state,
    begun: true,
    now: startedAt,
    pending: new Map(),
    written: () => ({}),
    budget: { left: 1_000_000 },
    ...more,
  };
}

export function explainStep(talk: Conversation, id: string, more: Partial<Subject> = {}): ExplainedStep {
  const subject = subjectOf(talk, more);
  return explainStepAt(subject, subject.index.stepById.get(id) ?? -1);
}

export function explainAll(talk: Conversation, more: Partial<Subject> = {}): ReturnType<typeof explainWhole> {
  return explainWhole(subjectOf(talk, more), talk.state.executionId);
}

import { printExpression, type Template } from '../../expressions/index.ts';
import type { Action, CallTarget, Condition, ForEach, PlanStep, Poll, RetryRule } from '../../plan/index.ts';
import { unreachable } from '../../std/index.ts';
import { stepDefaults } from '../definition/limits.ts';

/** What a step does, in a few words: `weather.get_conditions`. */
export function doesOf(step: PlanStep): string {
  switch (step.kind) {
    case 'call':
      return called(step);
    case 'workflow':
      return `workflow ${step.workflow}${step.version === undefined ? '' : ` ${step.version}`}`;
    case 'foreign-activity':
      return `${plain(step.taskQueue)}/${plain(step.type)}`;
    case 'foreign-workflow':
      return `workflow ${plain(step.taskQueue)}/${plain(step.type)}`;
    case 'wait':
      return `waits for ${step.event}`;
    case 'delay':
      return `waits ${wait(step.ms)}`;
    case 'until':
      return `waits until ${template(step.time)}`;
    default:
      return unreachable(step);
  }
}

/** Condition, elements, retries, time-outs, compensation and actions, a line each; nothing that goes without saying. */
export function notesOn(step: PlanStep): readonly string[] {
  const { when, forEach, continueOnFailure, onSuccess = [], onFailure = [], priority } = step;
  return [
    ...(when === undefined ? [] : [`when ${condition(when)}`]),
    ...(forEach === undefined ? [] : [elements(forEach)]),
    ...ownNotes(step),
    ...(onSuccess.length === 0 ? [] : [`on success ${onSuccess.map(action).join(', ')}`]),
    ...(onFailure.length === 0 ? [] : [`on failure ${onFailure.map(action).join(', ')}`]),
    ...(continueOnFailure === true ? ['goes on after a failure'] : []),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
  ];
}

function ownNotes(step: PlanStep): readonly string[] {
  const { timeoutMs } = step;
  const isCall = step.kind === 'call' || step.kind === 'foreign-activity';
  const usual = isCall ? stepDefaults.timeoutMs : undefined;
  const bound = timeoutMs === undefined || timeoutMs === usual ? [] : [`at most ${duration(timeoutMs)}`];
  if (step.kind === 'wait') {
    return [
      ...(step.condition === undefined ? [] : [`if ${condition(step.condition)}`]),
      ...(step.correlation === undefined ? [] : [`for ${template(step.correlation)}`]),
      ...bound,
    ];
  }
  if (step.kind === 'foreign-activity' || step.kind === 'foreign-workflow') {
    const { retry: again, compensate: undo } = step;
    return [
      ...(again.count === 0 ? [] : [retries(again)]),
      ...bound,
      ...(undo === undefined ? [] : [`undone by ${plain(undo.method)}`]),
    ];
  }
  if (step.kind !== 'call') return bound;
  const { retry, compensate, compensateFailed, poll } = step;
  return [
    ...(retry.count === 0 ? [] : [retries(retry)]),
    ...bound,
    ...(poll === undefined ? [] : [asked(poll, step.service)]),
    ...(compensate === undefined ? [] : [`undone by ${compensate.method}`]),
    ...(compensateFailed === undefined ? [] : [`undone by ${compensateFailed.method} if it failed`]),
  ];
}

function called({ service, method, verb }: CallTarget): string {
  return verb === undefined ? `${service}.${method}` : `${service} ${verb} ${method}`;
}

function asked(poll: Poll, service: string): string {
  const what = poll.service === service && poll.verb === undefined ? poll.method : called(poll);
  return `then ${what} every ${duration(poll.intervalMs)} until ${condition(poll.until)}`;
}

function elements({ items, maxParallel, collect }: ForEach): string {
  const counted = collect ? '' : ', counted';
  return `for each of ${template(items)}, ${maxParallel} at a time${counted}`;
}

function action(each: Action): string {
  return each.kind === 'notify' ? `notify ${template(each.text)}` : called(each);
}

function wait(ms: Template): string {
  return ms.kind === 'value' && typeof ms.value === 'number' ? duration(ms.value) : `${template(ms)} ms`;
}

function condition(when: Condition): string {
  return plain(typeof when === 'boolean' ? String(when) : printExpression(when));
}

/** As it was written, nearly: an expression alone without its braces. */
function template(of: Template): string {
  switch (of.kind) {
    case 'value':
      return plain(typeof of.value === 'string' ? of.value : JSON.stringify(of.value));
    case 'expression':
      return plain(printExpression(of.expr));
    case 'text':
      return plain(of.parts.map((part) => (typeof part === 'string' ? part : `{{${printExpression(part)}}}`)).join(''));
    case 'list':
      return `a list of ${of.items.length}`;
    case 'object':
      return plain(of.members.map(([name]) => name).join(', '));
    default:
      return unreachable(of);
  }
}

function retries({ count: most, delayMs, backoff, maxDelayMs }: RetryRule): string {
  const growing = backoff === 1 ? '' : `, × ${backoff} each`;
  const atMost = maxDelayMs === undefined ? '' : `, ${duration(maxDelayMs)} at most`;
  return `${count(most, 'retry', 'retries')} after ${duration(delayMs)}${growing}${atMost}`;
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}

/** An author's text without what drives a terminal, turns text around or is no character of XML. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, ' ');
}

import { nearest } from '../problems/index.ts';
import { familyOf, internalVariables, variableNamed, variables } from './variables.ts';

/** A sentence for each variable that does nothing here: a setting that is silently ignored is found out too late. */
export function idleVariables(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .toSorted()
    .flatMap((name) => {
      const { idle } = variableNamed(name) ?? {};
      if (idle !== undefined) return isOff(env[name]) ? [] : [noEffect(name, idle)];
      return isOurs(name) && !isKnown(name) ? [unknownVariable(name)] : [];
    });
}

export function noEffect(name: string, why: string): string {
  return `${name} has no effect: ${why}.`;
}

/** Whoever switches off what there is not has what he wants. */
export function isOff(value: string | undefined): boolean {
  return ['', 'false', '0', 'no', 'off'].includes(value?.trim().toLowerCase() ?? '');
}

function isOurs(name: string): boolean {
  return /^(?:BATON|ORCHESTRATOR)_/.test(name);
}

/** What is wrong with a secret's variable, the worker says, which has them. */
function isKnown(name: string): boolean {
  return variableNamed(name) !== undefined || familyOf(name) !== undefined || internalVariables.includes(name);
}

function unknownVariable(name: string): string {
  const near = nearest(
    name,
    variables.map((each) => each.name),
  );
  return `${name} is no variable that Baton reads${near === null ? '.' : `; did you mean ${near}?`}`;
}

import { isList, isObject, type JsonObject, own } from '../std/index.ts';
import { addressVariable, exampleServices } from './example-methods.ts';

/** An example service in whose place the environment names another. */
export interface NamedElsewhere {
  readonly service: string;
  readonly variable: string;
}

/** An address that the user gives for a service wins over the example. */
export function namedElsewhere(env: NodeJS.ProcessEnv): readonly NamedElsewhere[] {
  return exampleServices.flatMap((service) => {
    const variable = addressVariable(service);
    // The other ways to say it, too; they would not win.
    const said = [variable, variable.replace(/_URL$/, ''), variable.replace(/^SERVICE_/, '')];
    const found = said.find((each) => /^\s*https?:/.test(env[each] ?? ''));
    return found === undefined ? [] : [{ service, variable: found }];
  });
}

/** Of those that nobody has said the address of. */
export function exampleAddresses(port: number, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const elsewhere = new Set(namedElsewhere(env).map(({ service }) => service));
  const names = exampleServices.filter((name) => !elsewhere.has(name));
  return Object.fromEntries(names.map((name) => [addressVariable(name), `http://127.0.0.1:${port}/${name}`]));
}

/** Those that a definition calls. */
export function calledElsewhere(
  definition: JsonObject,
  elsewhere: readonly NamedElsewhere[],
): readonly NamedElsewhere[] {
  const steps = own(definition, 'steps');
  const called = new Set((isList(steps) ? steps : []).map((step) => (isObject(step) ? own(step, 'service') : null)));
  return elsewhere.filter(({ service }) => called.has(service));
}

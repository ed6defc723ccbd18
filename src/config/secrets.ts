import { ConfigError } from './config-error.ts';

/** A secret, and the services that it may go to; any, where none are named. */
interface GivenSecret {
  readonly value: string;
  readonly services?: ReadonlySet<string>;
}

/** What a worker was given to put into the parameters of calls. */
export interface GivenSecrets {
  readonly placeOf: (name: string) => string;
  readonly find: (name: string) => GivenSecret | undefined;
  readonly values: readonly string[];
}

const PREFIX = 'BATON_SECRET_';
const SERVICES = `${PREFIX}SERVICES_`;
const SERVICE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** `BATON_SECRET_NAME` is the secret NAME, `BATON_SECRET_SERVICES_NAME=a,b` says where it may go. No message holds a
 * value. */
export function readSecrets(env: NodeJS.ProcessEnv): GivenSecrets {
  const given = new Map<string, GivenSecret>();
  for (const [variable, value] of Object.entries(env)) {
    if (!isSecretVariable(variable) || variable.startsWith(SERVICES) || value === undefined || value === '') continue;
    const name = variable.slice(PREFIX.length);
    const services = readServices(env, name);
    given.set(name, services === undefined ? { value } : { value, services });
  }
  const placeOf = (name: string): string => `${PREFIX}${name.toUpperCase()}`;
  return {
    placeOf,
    find: (name) => given.get(name.toUpperCase()),
    values: [...given.values()].map(({ value }) => value),
  };
}

function readServices(env: NodeJS.ProcessEnv, name: string): ReadonlySet<string> | undefined {
  const written = env[SERVICES + name];
  if (written === undefined) return undefined;
  const services = written.split(',').map((each) => each.trim());
  const wrong = services.find((each) => !SERVICE_NAME.test(each));
  if (wrong === undefined) return new Set(services);
  throw new ConfigError(`${SERVICES}${name} is a list of services, as in a,b: \`${wrong}\` is no service's name`);
}

function isSecretVariable(variable: string): boolean {
  return /^BATON_SECRET_[A-Z_][A-Z0-9_]*$/.test(variable);
}

/** Characters from which a secret is taken out of what services answer: shorter ones are parts of ordinary words. */
const SHORTEST_HIDDEN = 8;

/** A sentence for each variable of a secret that does nothing, or less than one may think. */
export function idleSecrets(env: NodeJS.ProcessEnv): readonly string[] {
  const variables = Object.keys(env).filter((variable) => /^BATON_SECRET_/i.test(variable));
  return variables.toSorted().flatMap((variable) => {
    if (!isSecretVariable(variable)) {
      return `${variable} has no effect: a secret's variable is BATON_SECRET_ and a name in capital letters, digits and _.`;
    }
    if (variable.startsWith(SERVICES)) {
      const secret = PREFIX + variable.slice(SERVICES.length);
      return isGiven(env, secret) ? [] : `${variable} has no effect: there is no ${secret}.`;
    }
    const { length } = env[variable] ?? '';
    return length > 0 && length < SHORTEST_HIDDEN
      ? `${variable} has fewer than ${SHORTEST_HIDDEN} characters: it is not taken out of what services answer.`
      : [];
  });
}

function isGiven(env: NodeJS.ProcessEnv, variable: string): boolean {
  return env[variable] !== undefined && env[variable] !== '';
}

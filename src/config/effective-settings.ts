import type { Settings } from './settings.ts';
import { families, isSecret, type Variable, variables } from './variables.ts';

/** A setting as it counts, fit to be shown. */
export interface EffectiveSetting {
  readonly name: string;
  /** Null where nothing is set. */
  readonly value: string | null;
  readonly origin: 'environment' | 'file' | 'default';
  /** Of a file: as it is written there, and where. */
  readonly key?: string;
  readonly place?: string;
  /** What counts where nothing is set and no one value says it, in words. */
  readonly otherwise?: string;
}

const hidden = '***';

/** All that has an effect: what is known by name first, in the order of the documentation, then what names services, secrets
 * and Temporal. Neither secrets nor what an address may hold of them is in it. */
export function effectiveSettings({ env, fromFiles }: Settings): readonly EffectiveSetting[] {
  const known = variables.filter(({ idle }) => idle === undefined);
  const names = new Set(known.map(({ name }) => name));
  const others = Object.keys(env)
    .filter((name) => !names.has(name) && families.some(({ form }) => form.test(name)) && isSaid(env[name]))
    .toSorted();
  return [...known, ...others.map((name): Pick<Variable, 'name' | 'byDefault' | 'otherwise'> => ({ name }))].map(
    ({ name, byDefault = null, otherwise }) => {
      const value = env[name];
      if (value === undefined || !isSaid(value)) {
        return { name, value: byDefault, origin: 'default', ...(otherwise !== undefined && { otherwise }) };
      }
      const entry = fromFiles.get(name);
      const shown = shownOf(name, value);
      if (entry === undefined) return { name, value: shown, origin: 'environment' };
      return { name, value: shown, origin: 'file', key: entry.key, place: entry.place };
    },
  );
}

function isSaid(value: string | undefined): boolean {
  return (value?.trim() ?? '') !== '';
}

function shownOf(name: string, value: string): string {
  if (isSecret(name)) return hidden;
  if (!name.endsWith('URL') && !value.includes('://')) return value;
  return value
    .split(',')
    .map((each) => shownUrl(each.trim()))
    .join(',');
}

/** Receivers of notifications and events want their tokens in the path or the query, Redis before the host. */
function shownUrl(text: string): string {
  if (!URL.canParse(text)) return hidden;
  const { protocol, username, password, host, pathname, search } = new URL(text);
  const user = username === '' && password === '' ? '' : `${hidden}@`;
  const rest = (pathname === '' || pathname === '/') && search === '' ? '' : `/${hidden}`;
  return `${protocol}//${user}${host}${rest}`;
}

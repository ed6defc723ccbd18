import { refuseAddress } from '../../activities/index.ts';
import { ConfigError } from '../config/index.ts';

const form = /^SERVICE_([A-Z0-9_]+)_URL$/;

/** Without its end it may be somebody else's, `tcp://…` of a cluster, say. */
const shortForm = /^SERVICE_(?!URL$)([A-Z0-9_]+)$/;

/** Services that are known by a variable of their own: these, and all whose name ends so. */
const ownVariables = [
  'REPORTING',
  'DOC_STORE',
  'NOTIFICATION',
  'SOURCE_AGENT',
  'CONSISTENCY_ENGINE',
  'SECURE_ANALYZER',
  'LLM_GATEWAY',
];
const ownForm = new RegExp(`^([A-Z0-9][A-Z0-9_]*_SERVICE|${ownVariables.join('|')})_URL$`);

/** The variable that names a service's address: `analysis_service` and `analysis-service` have the same. */
export function variableOf(service: string): string {
  return `SERVICE_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_URL`;
}

/** Addresses by `SERVICE_<NAME>_URL`, whichever variable has said them. A process must not start with one that nothing
 * may call. */
export function configuredServices(env: NodeJS.ProcessEnv): ReadonlyMap<string, readonly string[]> {
  const configured = new Map<string, readonly string[]>();
  const given = Object.entries(env).flatMap(([variable, value = '']) => {
    const found = meantBy(variable, value);
    return found === null ? [] : [{ variable, value, ...found }];
  });
  for (const { variable, value, meant } of given.toSorted((a, b) => a.rank - b.rank)) {
    if (configured.has(meant)) continue;
    const baseUrls = tidyUrls(value.split(','));
    if (baseUrls.length === 0) continue;
    for (const url of baseUrls) {
      const reason = refuseAddress(url);
      if (reason !== null) throw new ConfigError(`${variable}: the address ${reason}.`);
    }
    configured.set(meant, baseUrls);
  }
  return configured;
}

interface Meant {
  /** The variable that stands for the service. */
  readonly meant: string;
  /** Of several that say it, the lowest one counts. */
  readonly rank: number;
}

function meantBy(variable: string, value: string): Meant | null {
  if (form.test(variable)) return { meant: variable, rank: 0 };
  const short = shortForm.exec(variable)?.[1];
  if (short !== undefined) return /^\s*https?:\/\//.test(value) ? { meant: variableOf(short), rank: 1 } : null;
  const own = ownForm.exec(variable)?.[1];
  return own === undefined ? null : { meant: variableOf(own), rank: 2 };
}

/** The name to show for a service that is known by its variable alone. */
export function nameOfVariable(variable: string): string {
  return (form.exec(variable)?.[1] ?? variable).toLowerCase();
}

/** Without blanks, slashes at the end and repeats. */
export function tidyUrls(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map((url) => url.trim().replace(/\/+$/, '')).filter((url) => url !== ''))];
}

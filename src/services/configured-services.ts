import { refuseAddress } from '../../activities/index.ts';
import { ConfigError } from '../config/index.ts';

const form = /^SERVICE_([A-Z0-9_]+)_URL$/;

/** The variable that names a service's address: `analysis_service` and `analysis-service` have the same. */
export function variableOf(service: string): string {
  return `SERVICE_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_URL`;
}

/** Addresses by variable. A process must not start with one that nothing may call. */
export function configuredServices(env: NodeJS.ProcessEnv): ReadonlyMap<string, readonly string[]> {
  const configured = new Map<string, readonly string[]>();
  for (const [variable, value] of Object.entries(env)) {
    if (!form.test(variable) || value === undefined) continue;
    const baseUrls = tidyUrls(value.split(','));
    if (baseUrls.length === 0) continue;
    for (const url of baseUrls) {
      const reason = refuseAddress(url);
      if (reason !== null) throw new ConfigError(`${variable}: the address ${reason}.`);
    }
    configured.set(variable, baseUrls);
  }
  return configured;
}

/** The name to show for a service that is known by its variable alone. */
export function nameOfVariable(variable: string): string {
  return (form.exec(variable)?.[1] ?? variable).toLowerCase();
}

/** Without blanks, slashes at the end and repeats. */
export function tidyUrls(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map((url) => url.trim().replace(/\/+$/, '')).filter((url) => url !== ''))];
}

import type { RegistryAnswer, RegistryRegisterAnswer, RegistryRegisterAsked } from './api-types.ts';
import { get, post } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

export type Service = RegistryAnswer['services'][number];

export interface Services {
  /** Puts a service on record under the name that steps call, or replaces it. */
  register(service: RegistryRegisterAsked, options?: CallOptions): Promise<RegistryRegisterAnswer>;
  list(options?: CallOptions): Promise<readonly Service[]>;
}

export function createServices(transport: Transport): Services {
  return {
    register: async (service, options = {}) => await transport.call(post('/registry/register', service, true, options)),
    list: async (options = {}) => {
      const answer: RegistryAnswer = await transport.call(get('/registry', {}, options));
      return answer.services;
    },
  };
}

export { configuredServices } from './configured-services.ts';
export { createServiceRegistry } from './create-service-registry.ts';
export type { ServiceRegistryOptions } from './create-service-registry.ts';
export type { ServiceRecord, ServiceRegistry } from './service-registry.ts';

export { notificationsService } from './built-in-services.ts';
export { readOperations } from './operations.ts';
export type { Operation, Operations } from './operations.ts';
export { readServices } from './services-file.ts';

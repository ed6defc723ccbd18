export { createBoundedCache } from './bounded-cache.ts';
export type { BoundedCache } from './bounded-cache.ts';
export type { Catalog, CatalogRecord, Checked, Registered } from './catalog.ts';
export { createCatalog } from './create-catalog.ts';
export type { CatalogOptions, KnownServices } from './create-catalog.ts';
export { createOwnWrites } from './own-writes.ts';
export type { OwnWrites } from './own-writes.ts';
export { createRecordStore } from './record-store.ts';
export type { RecordStore, StoredRecord } from './record-store.ts';

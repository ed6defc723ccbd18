export { refuseAddress } from './address-policy.ts';
export { createHttpClient } from './client.ts';
export type { HttpAnswer, HttpClient, HttpOutcome } from './client.ts';
export { describeError } from './describe-error.ts';
export { refuseResolved } from './refuse-resolved.ts';
export { plainText } from './plain-text.ts';
export { readJson, tooLarge } from './read-json.ts';
export { readRetryAfter } from './retry-after.ts';

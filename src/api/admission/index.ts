export { createAdmission } from './admission.ts';
export type { Admission, BodyBudget } from './admission.ts';
export type { Load } from './load-limits.ts';
export { loadOf, routeLoad } from './load-of.ts';
export { turnAway } from './turn-away.ts';

import type { CallTask } from '../driver/index.ts';

/** Types of tasks that a service of their kind does, wherever it is: each is an endpoint of that service. */
interface Family {
  readonly form: RegExp;
  /** As it is spoken of. */
  readonly shown: string;
  readonly example: string;
  readonly service: string;
  readonly variable: string;
}

const families: readonly Family[] = [
  family('image', 'image_generation'),
  family('video', 'video_generation'),
  family('crypto', 'crypto_prediction'),
  family('fraud', 'fraud_detection'),
  { ...family('compression', 'compression'), form: /^compress/, shown: 'compress*' },
  family('marketing', 'marketing_intelligence'),
];

function family(kind: string, example: string): Family {
  return {
    form: new RegExp(`^${kind}_`),
    shown: `${kind}_*`,
    example,
    service: `${kind}_service`,
    variable: `${kind.toUpperCase()}_SERVICE_URL`,
  };
}

/** What can be a part of a path as it is written. */
const typeForm = /^[a-z][A-Za-z0-9_-]*$/;

export function familyOfType(type: string): { readonly call: CallTask; readonly variable: string } | null {
  const found = typeForm.test(type) ? families.find(({ form }) => form.test(type)) : undefined;
  if (found === undefined) return null;
  const { service, variable } = found;
  return { call: { kind: 'endpoint', service, verb: 'POST', endpoint: `/${type}` }, variable };
}

export const familyWords = {
  shown: families.map(({ shown }) => shown).join(', '),
  examples: families.map(({ example }) => example),
} as const;

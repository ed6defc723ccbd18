import fc from 'fast-check';

interface Form {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const forms = {
  second: { least: 0, most: 59 },
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: months },
  dayOfWeek: { least: 0, most: 7, names: days },
  year: { least: 2025, most: 2040 },
} as const satisfies Record<string, Form>;

/** Rules that every cron reads alike, with the fields in our order: seconds first, and the year last. */
export const randomRule: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(field(forms.minute), field(forms.hour), day(), field(forms.month), week()),
    fc.tuple(field(forms.second), field(forms.minute), field(forms.hour), day(), field(forms.month), week()),
    fc.tuple(field(forms.second), field(forms.minute), field(forms.hour), day(), field(forms.month), week(), year()),
  )
  .map((fields) => fields.join(' '));

function day(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant('*') }, { weight: 3, arbitrary: field(forms.dayOfMonth) });
}

function week(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant('*') }, { weight: 3, arbitrary: field(forms.dayOfWeek) });
}

/** Where a step begins to count years is another matter in each dialect. */
function year(): fc.Arbitrary<string> {
  return fc.oneof(fc.constant('*'), value(forms.year), range(forms.year));
}

function field(form: Form): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 6, arbitrary: value(form) },
    { weight: 3, arbitrary: range(form) },
    { weight: 2, arbitrary: step(form).map((by) => `*/${by}`) },
    { weight: 2, arbitrary: fc.tuple(range(form), step(form)).map(([span, by]) => `${span}/${by}`) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.oneof(value(form), range(form)), { minLength: 2, maxLength: 5 })
        .map((parts) => parts.join(',')),
    },
  );
}

function value({ least, most, names }: Form): fc.Arbitrary<string> {
  const number = fc.integer({ min: least, max: most }).map(String);
  return names === undefined
    ? number
    : fc.oneof(number, fc.constantFrom(...names, ...names.map((name) => name.toLowerCase())));
}

function range({ least, most }: Form): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
}

function step({ least, most }: Form): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: Math.max(1, Math.floor((most - least) / 2)) });
}

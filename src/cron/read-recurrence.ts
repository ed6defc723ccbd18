import { type Diagnostic, nearest } from '../problems/index.ts';
import { readDuration } from '../std/index.ts';
import { fieldForms } from './fields.ts';
import { cronLimits } from './limits.ts';
import { type FieldText, readField, wrong } from './read-field.ts';
import type { Calendar, CalendarField, Recurrence } from './recurrence.ts';

export type RecurrenceReading =
  | { readonly ok: true; readonly recurrence: Recurrence }
  /** Their spans point into the rule. */
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };

const words: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 0 * * * *'],
  ['@daily', '0 0 0 * * *'],
  ['@midnight', '0 0 0 * * *'],
  ['@weekly', '0 0 0 * * SUN'],
  ['@monthly', '0 0 0 1 * *'],
  ['@yearly', '0 0 0 1 JAN *'],
  ['@annually', '0 0 0 1 JAN *'],
]);

/** Five fields from the minute on, six with the second first, seven with the second first and the year last; or
 * `@every 10m`, `@daily` and their like. */
export function readRecurrence(rule: string): RecurrenceReading {
  if (rule.length > cronLimits.characters) {
    return refused(wrong({ text: rule, start: 0 }, `a rule has ${cronLimits.characters} characters at most`));
  }
  const texts: readonly FieldText[] = [...rule.matchAll(/[^ \t]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
  }));
  const [first] = texts;
  if (first === undefined) return refused(wrong({ text: rule, start: 0 }, `the rule is empty: ${howMany}`));
  const foreign = otherNotation(rule, first);
  if (foreign !== null) return refused(foreign);
  if (first.text.startsWith('@')) return readWord(first, texts.slice(1));
  if (texts.length < 5 || texts.length > 7) {
    return refused(wrong({ text: rule.trim(), start: first.start }, `${texts.length} fields: ${howMany}`));
  }
  return readFields(texts);
}

const howMany = 'a cron rule has 5 (from the minute), 6 (second first) or 7 (second first, year last)';

function readFields(texts: readonly FieldText[]): RecurrenceReading {
  const offset = texts.length === 5 ? 1 : 0;
  const read = fieldForms.map((form, i) => {
    const text = texts[i - offset];
    if (text !== undefined) return { form, ...readField(form, text) };
    const values = form.field === 'second' ? [0] : [];
    return { form, values, isAny: true, problems: [] };
  });
  const problems = read.flatMap((each) => each.problems);
  if (problems.length > 0) return { ok: false, problems };
  const valuesOf = (field: CalendarField): readonly number[] =>
    read.find((each) => each.form.field === field)?.values ?? [];
  const whole: Calendar = {
    second: valuesOf('second'),
    minute: valuesOf('minute'),
    hour: valuesOf('hour'),
    dayOfMonth: valuesOf('dayOfMonth'),
    month: valuesOf('month'),
    dayOfWeek: valuesOf('dayOfWeek'),
    year: valuesOf('year'),
  };
  const isRestricted = (field: CalendarField): boolean => !read.some((each) => each.form.field === field && each.isAny);
  if (!isRestricted('dayOfMonth') || !isRestricted('dayOfWeek')) {
    return { ok: true, recurrence: { kind: 'calendars', calendars: [whole] } };
  }
  // As crontab has it: where both days are named, either one is enough. Not as it has it: one that begins with a `*` and has
  // a step is named here, as its reader would think.
  const calendars = [
    { ...whole, dayOfWeek: [0, 1, 2, 3, 4, 5, 6] },
    { ...whole, dayOfMonth: Array.from({ length: 31 }, (_, i) => i + 1) },
  ];
  return { ok: true, recurrence: { kind: 'calendars', calendars } };
}

function readWord(first: FieldText, rest: readonly FieldText[]): RecurrenceReading {
  const [second, third] = rest;
  const word = first.text.toLowerCase();
  if (word === '@every') {
    if (second === undefined) return refused(wrong(first, 'how often? Write `@every 10m`'));
    if (third !== undefined) return refused(wrong(third, '`@every` takes one duration, as `1h30m`'));
    return readEvery(second);
  }
  const rule = words.get(word);
  if (rule === undefined) {
    const known = [...words.keys(), '@every'];
    const near = nearest(word, known);
    const hint = near === null ? undefined : `did you mean \`${near}\`?`;
    return refused(wrong(first, `\`${first.text}\` is none of ${known.join(', ')}`, hint));
  }
  if (second !== undefined) return refused(wrong(second, `nothing comes behind \`${first.text}\``));
  return readRecurrence(rule);
}

function readEvery(text: FieldText): RecurrenceReading {
  const everyMs = readDuration(text.text);
  if (everyMs === null || everyMs <= 0) {
    return refused(wrong(text, `\`${text.text}\` is no duration: write \`90s\`, \`10m\` or \`1h30m\``));
  }
  if (everyMs % 1000 !== 0) return refused(wrong(text, `\`${text.text}\` is no whole number of seconds`));
  if (everyMs > cronLimits.everyMs) return refused(wrong(text, `\`${text.text}\` is longer than a year`));
  return { ok: true, recurrence: { kind: 'every', everyMs } };
}

function otherNotation(rule: string, first: FieldText): Diagnostic | null {
  if (/^(?:CRON_)?TZ=/.test(first.text)) {
    return wrong(first, 'a rule says nothing of its time zone', `give \`timezone\` beside the rule`);
  }
  if (/^(?:RRULE:)?FREQ=/i.test(rule.trim())) {
    return wrong(
      first,
      "iCalendar's rules are not read; a rule is written as cron has it",
      'write `0 30 6 * * MON-FRI` for half past six from Monday to Friday',
    );
  }
  return null;
}

function refused(problem: Diagnostic): RecurrenceReading {
  return { ok: false, problems: [problem] };
}

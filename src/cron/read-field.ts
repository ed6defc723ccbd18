import { diagnostic, type Diagnostic, nearest } from '../problems/index.ts';
import { allOf, type FieldForm } from './fields.ts';

/** One field of a rule, as it stands in it. */
export interface FieldText {
  readonly text: string;
  readonly start: number;
}

export interface ReadField {
  readonly values: readonly number[];
  /** A bare `*` or `?`: nothing was said about this field. */
  readonly isAny: boolean;
  readonly problems: readonly Diagnostic[];
}

/** `*`, `5`, `MON-FRI`, `0-30/10`, and several of them with commas between. */
export function readField(form: FieldForm, field: FieldText): ReadField {
  const all = allOf(form);
  if (field.text === '*' || field.text === '?') return { values: all, isAny: true, problems: [] };
  const found = new Set<number>();
  const problems: Diagnostic[] = [];
  let at = field.start;
  for (const text of field.text.split(',')) {
    const part = readPart(form, { text, start: at });
    at += text.length + 1;
    if ('code' in part) problems.push(part);
    // Sunday is 7 too.
    else for (const value of part) found.add(form.field === 'dayOfWeek' ? value % 7 : value);
  }
  return { values: [...found].toSorted((a, b) => a - b), isAny: false, problems };
}

function readPart(form: FieldForm, part: FieldText): readonly number[] | Diagnostic {
  if (part.text === '') return wrong(part, `a value is missing here: ${valuesOf(form)}`);
  const unsupported = notSupported(form, part);
  if (unsupported !== null) return unsupported;
  const [body = '', stepText, ...more] = part.text.split('/');
  if (more.length > 0) return wrong(part, `\`${part.text}\` has more than one step`);
  const span = readSpan(form, { text: body, start: part.start }, stepText !== undefined);
  if ('code' in span) return span;
  const step = stepText === undefined ? 1 : Number(/^\d{1,4}$/.test(stepText) ? stepText : 'none');
  const stepAt = { text: stepText ?? '', start: part.start + body.length + 1 };
  if (!Number.isInteger(step) || step < 1) {
    return wrong(stepAt, `a step is a number from 1, as in \`*/5\`, not \`${stepText}\``);
  }
  if (step > form.most - form.least) {
    return wrong(stepAt, `a step of ${step} leads out of the ${form.called}, which ends at ${form.most}`);
  }
  const [from, to] = span;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** From where to where. A single value with a step goes on to the end of its field. */
function readSpan(form: FieldForm, body: FieldText, hasStep: boolean): readonly [number, number] | Diagnostic {
  // With steps a week has each of its days once.
  const most = form.field === 'dayOfWeek' ? 6 : form.most;
  if (body.text === '*' || body.text === '?') return [form.least, most];
  const dash = body.text.indexOf('-', 1);
  if (dash === -1) {
    const value = readValue(form, body);
    if (typeof value !== 'number') return value;
    return [value, hasStep ? Math.max(value, most) : value];
  }
  const from = readValue(form, { text: body.text.slice(0, dash), start: body.start });
  if (typeof from !== 'number') return from;
  const toText = body.text.slice(dash + 1);
  const to = readValue(form, { text: toText, start: body.start + dash + 1 });
  if (typeof to !== 'number') return to;
  // `FRI-SUN` ends with a Sunday that comes after its Friday.
  const end = form.field === 'dayOfWeek' && to === 0 && from > 0 ? 7 : to;
  if (end >= from) return [from, end];
  const first = form.names[0] ?? String(form.least);
  const last = form.names.at(-1) ?? String(form.most);
  const parts = [
    [body.text.slice(0, dash), last],
    [first, toText],
  ].map(([a, b]) => (a === b ? a : `${a}-${b}`));
  return wrong(body, `\`${body.text}\` ends before it begins`, `write \`${parts.join(',')}\``);
}

function readValue(form: FieldForm, { text, start }: FieldText): number | Diagnostic {
  const at = { text, start };
  if (/^\d{1,4}$/.test(text)) {
    const value = Number(text);
    if (value >= form.least && value <= form.most) return value;
    const hint = value >= 2000 ? 'six fields begin with the second; a year is the last of seven' : undefined;
    return wrong(at, `${text} is no ${form.called}: ${valuesOf(form)}`, hint);
  }
  const index = form.names.indexOf(text.toUpperCase());
  if (index !== -1) return form.least + index;
  if (text === '') return wrong(at, `a value is missing here: ${valuesOf(form)}`);
  if (form.names.length === 0) return wrong(at, `\`${text}\` is no ${form.called}: ${valuesOf(form)}`);
  // MONDAY, or a slip in MON.
  const short = form.names.find((name) => text.toUpperCase().startsWith(name)) ?? nearest(text, form.names);
  const hint = short === null ? undefined : `did you mean \`${short}\`?`;
  return wrong(at, `\`${text}\` is no ${form.called}: ${valuesOf(form)}`, hint);
}

function valuesOf({ called, least, most, names }: FieldForm): string {
  const named = names.length === 0 ? '' : `, or ${names[0]} to ${names.at(-1)}`;
  return `the ${called} is ${least} to ${most}${named}`;
}

/** What other dialects have, and Temporal's calendars cannot say. */
function notSupported(form: FieldForm, part: FieldText): Diagnostic | null {
  if (part.text.includes('#')) {
    const [day] = part.text.split('#');
    return wrong(
      part,
      `\`${part.text}\`: \`#\` (the nth such day of a month) is not supported`,
      `write \`${day}\` and let a \`when\` of the workflow skip the other weeks`,
    );
  }
  if (form.field === 'dayOfMonth' && /^L(?:-\d+)?$|^LW$/i.test(part.text)) {
    return wrong(
      part,
      `\`${part.text}\`: \`L\` (the last day of a month) is not supported`,
      'write `1` for the first day of the next month, or `28-31` and let a `when` of the workflow decide',
    );
  }
  if (form.field === 'dayOfMonth' && /^\d{1,2}W$/i.test(part.text)) {
    return wrong(
      part,
      `\`${part.text}\`: \`W\` (the nearest weekday) is not supported`,
      'write the day, or `MON-FRI` as the days of the week, and let a `when` of the workflow decide',
    );
  }
  if (form.field === 'dayOfWeek' && /^(?:\d|[A-Z]{3})?L$/i.test(part.text)) {
    const day = part.text.slice(0, -1);
    return wrong(
      part,
      `\`${part.text}\`: \`L\` (the last such day of a month) is not supported`,
      `write \`${day === '' ? 'SAT' : day}\` and let a \`when\` of the workflow skip the other weeks`,
    );
  }
  return null;
}

export function wrong({ text, start }: FieldText, message: string, hint?: string): Diagnostic {
  return diagnostic('invalid-cron', message, { span: { start, end: start + Math.max(1, text.length) }, hint });
}

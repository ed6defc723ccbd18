export interface ValueRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The same values in few ranges: 0, 15, 30, 45 is one with a step of 15. */
export function rangesOf(values: readonly number[]): readonly ValueRange[] {
  const ranges: ValueRange[] = [];
  for (let i = 0; i < values.length;) {
    const start = values[i] ?? 0;
    const step = (values[i + 1] ?? start + 1) - start;
    let last = i;
    while ((values[last + 1] ?? Number.NaN) - (values[last] ?? 0) === step) last++;
    // Two values that are no neighbours may each begin a longer range.
    if (last === i + 1 && step > 1) last = i;
    ranges.push({ start, end: values[last] ?? start, step: last === i ? 1 : step });
    i = last + 1;
  }
  return ranges;
}

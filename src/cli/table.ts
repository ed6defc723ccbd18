/** Columns that stand under each other, those without any cell left out; `paint` sees each padded cell together with its
 * bare text. */
export function tableLines(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (padded: string, cell: string) => string,
): readonly string[] {
  const filled = [...heads.keys()].filter((at) => rows.some((row) => (row[at] ?? '') !== ''));
  const widths = heads.map((head, at) => rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), head.length));
  const line = (cells: readonly string[], paintCell: typeof paint): string => {
    const last = filled.findLast((at) => (cells[at] ?? '') !== '') ?? 0;
    return filled
      .filter((at) => at <= last)
      .map((at) => {
        const cell = cells[at] ?? '';
        return paintCell(at === last ? cell : cell.padEnd(widths[at] ?? 0), cell);
      })
      .join('  ');
  };
  return [line(heads, (padded) => padded), ...rows.map((row) => line(row, paint))];
}

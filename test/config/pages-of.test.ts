import { expect, test } from '@jest/globals';
import { hasNext, pagesOf } from '../../src/config/pages-of.ts';

interface Page {
  readonly rows: readonly number[];
  readonly nextPageToken?: Uint8Array | null;
}

const token = (at: number): Uint8Array => Uint8Array.of(at);

/** Three pages; the last one ends as Temporal ends them, by either of its ways. */
function three(end: Page['nextPageToken'], asked: (number | undefined)[]) {
  const pages: readonly Page[] = [
    { rows: [1, 2], nextPageToken: token(1) },
    { rows: [], nextPageToken: token(2) },
    { rows: [3], ...(end !== undefined && { nextPageToken: end }) },
  ];
  return pagesOf(async ({ nextPageToken }) => {
    asked.push(nextPageToken?.[0]);
    return pages[nextPageToken?.[0] ?? 0] ?? { rows: [] };
  });
}

test.each([[new Uint8Array()], [null], [undefined]])(
  'all pages, an empty one too, until the token is %j',
  async (end) => {
    const asked: (number | undefined)[] = [];
    const rows: number[] = [];
    for await (const page of three(end, asked)) rows.push(...page.rows);
    expect(rows).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 1, 2]);
  },
);

test('a page that nobody wants is not asked for', async () => {
  const asked: (number | undefined)[] = [];
  for await (const page of three(null, asked)) {
    expect(hasNext(page)).toBe(true);
    break;
  }
  expect(asked).toEqual([undefined]);
});

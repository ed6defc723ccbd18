import type { Call, Transport } from './transport.ts';

/** What all pages of a list hold, each page asked for when those before it have been taken. */
export async function* pages<Page extends { readonly next_cursor?: string | null }, Item>(
  transport: Transport,
  callFor: (cursor: string | undefined) => Call,
  itemsOf: (page: Page) => readonly Item[],
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | null | undefined;
  do {
    const page: Page = await transport.call(callFor(cursor ?? undefined));
    yield* itemsOf(page);
    cursor = page.next_cursor;
  } while (typeof cursor === 'string');
}

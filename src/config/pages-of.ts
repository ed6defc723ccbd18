/** An answer of Temporal's that may have others behind it. */
interface Page {
  readonly nextPageToken?: Uint8Array | null;
}

/** One question for each page, asked once somebody wants it. */
export async function* pagesOf<Asked extends Page>(
  ask: (from: { readonly nextPageToken?: Uint8Array }) => Promise<Asked>,
): AsyncGenerator<Asked, void, undefined> {
  let page = await ask({});
  yield page;
  while (hasNext(page)) {
    page = await ask({ nextPageToken: page.nextPageToken });
    yield page;
  }
}

export function hasNext<Asked extends Page>(page: Asked): page is Asked & { readonly nextPageToken: Uint8Array } {
  return page.nextPageToken !== null && page.nextPageToken !== undefined && page.nextPageToken.length > 0;
}

import { type JsonObject, listAt, optionalText } from '../values/json.ts';

/** A part of a search's answer. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Asks for the next part; absent on the last. An offset, not a snapshot: writes in between shift the parts. */
  readonly nextPageToken?: string;
}

/** What every search takes. */
export interface SearchOptions {
  /** MLflow's filter language, such as ``metrics.`loss` < 0.5 AND params.seed = '3'``; `OR` does not exist. */
  readonly filter?: string;
  /** Such as `['attributes.start_time DESC']`. */
  readonly orderBy?: readonly string[];
  /** Items asked for at once. */
  readonly pageSize?: number;
}

/** Which of the active and the deleted ones a search finds. */
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

/** Reads one page of a search's answer. */
export function decodePage<Item>(answer: JsonObject, name: string, decode: (item: JsonObject) => Item): Page<Item> {
  const token = optionalText(answer, 'next_page_token');
  const items = listAt(answer, name).map(decode);
  return token === undefined || token === '' ? { items } : { items, nextPageToken: token };
}

/** Every item of a search, page after page, none fetched before it is needed. */
export async function* paginate<Item>(
  fetchPage: (pageToken?: string) => Promise<Page<Item>>,
): AsyncGenerator<Item, void> {
  let pageToken: string | undefined;
  do {
    const page = await fetchPage(pageToken);
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}

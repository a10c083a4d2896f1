import { isValidationError } from '../../errors/api/api-errors.ts';
import { fieldsOf } from '../../wire/fields-of.ts';

/** What a list holds; `complete` when it is sure that nothing is missing. */
export interface Searched {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly complete: boolean;
}

/** A list longer than this is not searched to its end: whether something is missing stays open. */
const PAGES_SEARCHED = 40;
const LIMIT = 100;

/**
 * All pages of a list, in pages as large as Paysera allows.
 *
 * @param isOver Whether everything behind these items is known not to be wanted.
 */
export async function searchPages(
  fetchPage: (query: { readonly limit?: number; readonly cursor?: string }) => Promise<unknown>,
  isOver?: (items: Searched['items']) => boolean,
): Promise<Searched> {
  const items: Readonly<Record<string, unknown>>[] = [];
  const seen = new Set<string>();
  let limit: { readonly limit?: number } = { limit: LIMIT };
  for (let cursor: string | undefined; seen.size < PAGES_SEARCHED; ) {
    const from = cursor === undefined ? {} : { cursor };
    const response = await fetchPage({ ...limit, ...from }).catch((error: unknown) => {
      // The greatest page is not documented.
      if (!limit.limit || !isValidationError(error)) throw error;
      limit = {};
      return fetchPage(from);
    });
    // Nothing is taken for granted about a list that is searched.
    const page = fieldsOf(response);
    if (!Array.isArray(page['items'])) return { items, complete: false };
    items.push(...page['items'].map(fieldsOf));
    if (page['has_more'] === false || isOver?.(items)) return { items, complete: true };
    const next = page['cursor'];
    if (typeof next !== 'string' || next === '' || seen.has(next)) return { items, complete: false };
    seen.add(next);
    cursor = next;
  }
  return { items, complete: false };
}

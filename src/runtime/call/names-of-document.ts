import { isObject } from '../../wire/fields-of.ts';
import type { Operation } from '../operation.ts';
import type { ApiResponse } from '../transport/read-response.ts';

/** Paysera spells a few fields in two ways: the one of the document is always there. */
export function useNamesOfDocument({ alias }: Operation, response: ApiResponse): void {
  const { data: record } = response;
  if (!alias || !isObject(record)) return;
  for (const [name, other] of Object.entries(alias)) {
    const value = record[other];
    if (record[name] !== undefined || typeof value !== 'string') continue;
    record[name] = value;
    // Inserted into the text as well, rather than serialized again: it may be nested deeper than JSON.stringify can go.
    response.raw = response.raw.replace('{', () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
  }
}

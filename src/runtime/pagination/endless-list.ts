import { PaginationError } from '../../errors/pagination-error.ts';
import { metadataOf } from '../call/metadata.ts';
import type { Page } from './page.ts';

/** The error of a page whose cursor leads nowhere, or back. */
export function endlessList({ cursor }: Page<unknown>, response: object): PaginationError {
  const message = cursor
    ? 'The list returned a cursor that it had returned before: it would never end.'
    : 'The list says that there is more, but gives no cursor to continue with.';
  return new PaginationError(message, metadataOf(response));
}

import { assertKnown } from '../errors/known-options.ts';
import type { LeaseOptions } from '../webhooks/inbox/inbox.ts';
import type { SqlRows } from './query.ts';

/**
 * The answer to every query of a state with an option that does not exist.
 *
 * @throws {ConfigurationError} that names the option, and the one that was probably meant.
 */
export function refuseOptions(options: LeaseOptions): SqlRows {
  assertKnown('sqlState', options, ['lease']);
  return [];
}

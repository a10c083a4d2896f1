import { ConfigurationError } from '../../errors/configuration-error.ts';

/**
 * The milliseconds that a call may take.
 *
 * @throws {ConfigurationError} when they are none. Text from an environment variable would be joined to times, not added.
 */
export function checkedTimeout(operation: string, timeout: number): number {
  if (typeof timeout === 'number' && timeout > 0 && (timeout === Number.POSITIVE_INFINITY || timeout < 2 ** 31)) {
    return timeout;
  }
  throw new ConfigurationError(
    `${operation}: timeout is ${timeout}; expected milliseconds above 0, or Infinity. Nothing was sent.`,
  );
}

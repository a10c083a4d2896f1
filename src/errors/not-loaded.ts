import { ConfigurationError } from './configuration-error.ts';
import { OutcomeUnknownError } from './outcome/outcome-unknown-error.ts';
import type { ErrorContext, PayseraError } from './paysera-error.ts';

const WHAT = 'A part of this package could not be loaded: check that all of its files are deployed and can be read.';

/**
 * The error of a call that needs a part of this package which cannot be loaded.
 *
 * @param mayHaveActed Whether a request was sent that may have changed something.
 */
export function notLoaded(cause: unknown, mayHaveActed = false, context: ErrorContext = {}): PayseraError {
  const about = { ...context, cause };
  return mayHaveActed
    ? new OutcomeUnknownError(
        `${WHAT} The request was sent: find out whether it took effect before you repeat it.`,
        about,
      )
    : new ConfigurationError(`${WHAT} Nothing was changed.`, about, 'not_loaded');
}

/** A part of this package, for a call that has changed nothing. */
export async function loaded<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    throw notLoaded(cause);
  }
}

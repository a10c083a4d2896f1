import { ConfigurationError } from './configuration-error.ts';
import type { ResolveOptions } from './outcome/resolutions.ts';
import { suggest } from './suggest.ts';

/** An account's credentials may be one object, as in `{ ...sandbox.credentials }`: each function takes its own from it. */
export const CREDENTIALS: readonly string[] = [
  'clientId',
  'clientSecret',
  'projectId',
  'macId',
  'macKey',
  'businessId',
];

/**
 * Refuses an option that does not exist. It would be ignored: with `baseURL`, test payments would go to production.
 *
 * @param of What the options belong to.
 * @param unread Names that may be there, though nothing reads them.
 * @throws {ConfigurationError} that names the option, and the one that was probably meant.
 */
export function assertKnown(
  of: string,
  options: object | undefined,
  known: readonly string[],
  unread: readonly string[] = [],
): void {
  for (const name of Object.keys(options ?? {})) {
    if (known.includes(name) || unread.includes(name)) continue;
    const meant = suggest(name, [...known, ...unread]);
    throw new ConfigurationError(
      `${of}: ${name} is not an option; ${meant ? `did you mean ${meant}?` : `expected ${known.join(', ')}.`} Nothing was sent.`,
    );
  }
}

const RESOLVE_OPTIONS: readonly (keyof ResolveOptions)[] = ['timeout', 'signal'];

/** Refuses an option that no lookup of an outcome has. */
export function assertResolve(of: string, options: ResolveOptions | undefined): void {
  assertKnown(of, options, RESOLVE_OPTIONS);
}

/**
 * Refuses a handler that nothing calls. An object of a class may have methods of its own, and any object may hold data.
 *
 * @throws {ConfigurationError} that names the handler, and the one that was probably meant.
 */
export function assertHandlers(on: object, known: readonly string[]): void {
  if (on.constructor !== Object) return;
  const handlers = Object.entries(on).filter(([, value]) => typeof value === 'function');
  assertKnown('on', Object.fromEntries(handlers), known);
}

import type { SandboxContext } from '../../context.ts';

type Fields = Readonly<Record<string, string>>;

/**
 * What a button of the dashboard does. Resolves with the path of the page to show next; without one, the page stays.
 *
 * @throws {ApiFailure | PayseraError} with the reason that the page shows.
 */
export type Action = (context: SandboxContext, fields: Fields) => unknown;

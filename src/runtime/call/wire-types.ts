import type { InputOf, PathOf, QueryOf, ResultOf } from '../../wire/operation-types.ts';
import type { CallOptions } from '../options.ts';

/** What goes into a call. */
interface Input<Op> {
  readonly path?: PathOf<Op>;
  readonly query?: QueryOf<Op> | undefined;
  readonly body?: InputOf<Op> | undefined;
}

/** Calls one operation by its id. Resolves with the parsed response; rejects with one typed error. */
export type Call<Operations> = <Id extends keyof Operations & string>(
  id: Id,
  input?: Input<Operations[Id]>,
  options?: CallOptions,
) => Promise<ResultOf<Operations[Id]>>;

/** The input of a call, whatever its operation. */
export interface LooseInput {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

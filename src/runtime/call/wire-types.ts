import type { CallOptions } from '../options.ts';

/** The types of a call, derived from a generated `operations` interface. */

type JsonOf<T> = T extends { content: { 'application/json': infer Json } } ? Json : never;

/** The JSON body an operation takes. */
export type BodyOf<Op> = Op extends { requestBody?: infer Body } ? JsonOf<NonNullable<Body>> : never;

/** The JSON of a successful response. */
export type ResultOf<Op> = Op extends { responses: infer Responses }
  ? JsonOf<Responses[keyof Responses & (200 | 201 | 202)]>
  : never;

/** The query an operation takes. Names lose their brackets: `status`, not `status[]`. */
export type QueryOf<Op> = Op extends { parameters: { query?: infer Query } }
  ? Query extends object
    ? { [Name in keyof Query as Name extends `${infer Bare}[]` ? Bare : Name]: Query[Name] }
    : never
  : never;

/** The parameters in an operation's path. */
export type PathOf<Op> = Op extends { parameters: { path: infer Path } } ? Path : never;

/** What goes into a call. */
interface Input<Op> {
  readonly path?: PathOf<Op>;
  readonly query?: QueryOf<Op> | undefined;
  readonly body?: BodyOf<Op> | undefined;
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

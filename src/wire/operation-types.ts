/**
 * The types of a call, derived from its operation in a generated `operations` interface. A document may name its schemas as
 * it likes and rename them in its next version, so nothing takes a type by the name of a schema.
 */

type ContentOf<T, Media extends string> = T extends { content: Record<Media, infer Content> } ? Content : never;

/** The JSON body an operation takes. For a webhook: its payload. */
export type BodyOf<Op> = Op extends { requestBody?: infer Body }
  ? ContentOf<NonNullable<Body>, 'application/json'>
  : never;

/**
 * An input in which every optional field may be `undefined`, which is the same as leaving it out, also under
 * `exactOptionalPropertyTypes`.
 */
export type Undefinable<T> = T extends string | number | bigint | boolean | null | undefined
  ? T
  : T extends (infer Item)[]
    ? Undefinable<Item>[]
    : T extends object
      ? { [K in keyof T]: object extends Pick<T, K> ? Undefinable<T[K]> | undefined : Undefinable<T[K]> }
      : T;

/** The JSON body that a caller gives. */
export type InputOf<Op> = Undefinable<BodyOf<Op>>;

/** The form that an operation takes. */
export type FormOf<Op> = Op extends { requestBody?: infer Body }
  ? ContentOf<NonNullable<Body>, 'application/x-www-form-urlencoded'>
  : never;

/** The JSON of a successful response. */
export type ResultOf<Op> = Op extends { responses: infer Responses }
  ? ContentOf<Responses[keyof Responses & (200 | 201 | 202 | '2XX')], 'application/json'>
  : never;

/** The item type of a list response. */
export type ItemOf<Result> = Result extends { items?: (infer Item)[] | null } ? Item : never;

/** The query an operation takes. Names lose their brackets: `status`, not `status[]`. */
export type QueryOf<Op> = Op extends { parameters: { query?: infer Query } }
  ? Query extends object
    ? Undefinable<{ [Name in keyof Query as Name extends `${infer Bare}[]` ? Bare : Name]: Query[Name] }>
    : never
  : never;

/** The parameters in an operation's path. */
export type PathOf<Op> = Op extends { parameters: { path: infer Path } } ? Path : never;

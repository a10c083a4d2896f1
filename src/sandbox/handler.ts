import type { World } from './context.ts';

/** A call that has passed the document: authenticated, read and checked. */
export interface Call<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  /** The query, with the names and types of the document. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Body;
  readonly headers: Headers;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What an operation does. It refuses by throwing a `Failure`, before it has written anything. */
export type Behaviour = (call: Call, world: World) => Answer | Promise<Answer>;

/** A behaviour whose body has the document's type. */
export function behaviour<Body = undefined>(
  work: (call: Call<Body>, world: World) => Answer | Promise<Answer>,
): Behaviour {
  // The body was checked against the schema that the type is generated from.
  return (call, world) => work(call as Call<Body>, world);
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });

/** Without the members that have no value: both APIs leave such fields out. */
export function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

import type { SandboxContext } from './context.ts';

/** A call that has passed the document: authenticated, read and checked. */
export interface HandlerCall<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  /** The query, with the names and types of the document. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Body;
  readonly headers: Headers;
}

export interface HandlerResult {
  readonly status: number;
  readonly body: unknown;
}

/** What an operation does. It refuses by throwing a `Failure`, before it has written anything. */
export type Handler = (call: HandlerCall, context: SandboxContext) => HandlerResult | Promise<HandlerResult>;

/** A behaviour whose body has the document's type. */
export function handler<Body = undefined>(
  work: (call: HandlerCall<Body>, context: SandboxContext) => HandlerResult | Promise<HandlerResult>,
): Handler {
  // The body was checked against the schema that the type is generated from.
  return (call, context) => work(call as HandlerCall<Body>, context);
}

export const ok = (body: unknown): HandlerResult => ({ status: 200, body });
export const created = (body: unknown): HandlerResult => ({ status: 201, body });

/** Without the members that have no value: both APIs leave such fields out. */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

import type { SandboxContext } from '../context.ts';

/** A call that has been authenticated, parsed and validated against the document. */
export interface HandlerCall<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  /** The query, with the document's names and types. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Body;
  readonly headers: Headers;
}

export interface HandlerResult {
  readonly status: number;
  readonly body: unknown;
}

/** Carries out an operation. It rejects a call by throwing an `ApiFailure` before it has written anything. */
export type Handler = (call: HandlerCall, context: SandboxContext) => HandlerResult | Promise<HandlerResult>;

/** A handler whose body has the document's type. */
export function handler<Body = undefined>(
  handle: (call: HandlerCall<Body>, context: SandboxContext) => HandlerResult | Promise<HandlerResult>,
): Handler {
  // The body was validated against the schema that the type is generated from.
  return (call, context) => handle(call as HandlerCall<Body>, context);
}

export const okResult = (body: unknown): HandlerResult => ({ status: 200, body });
export const createdResult = (body: unknown): HandlerResult => ({ status: 201, body });

/** The object without its undefined members: both APIs omit such fields. */
export function omitUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

import createClient, { type Client } from 'openapi-fetch';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isOutcomeUnknownError } from '../errors/outcome-unknown-error.ts';
import { type ErrorContext, isPayseraError } from '../errors/paysera-error.ts';
import { toApiError } from '../errors/to-api-error.ts';
import { spellAmounts } from '../money/minor-units.ts';
import { type Answer, rateLimitOf, retryAfterOf } from './answer.ts';
import type { Emit } from './events.ts';
import { remember } from './metadata.ts';
import type { Operation } from './operation.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { encodePath } from './path.ts';
import type { Transport, WireRequest } from './transport.ts';
import type { Validate } from './validate.ts';
import type { BodyOf, PathOf, QueryOf, ResultOf } from './wire-types.ts';

/** What goes into a call. */
export interface Input<Op> {
  readonly path?: PathOf<Op>;
  readonly query?: QueryOf<Op> | undefined;
  readonly body?: BodyOf<Op> | undefined;
}

/** Calls one operation by its id. Resolves with the answer, rejects with one typed error. */
export type Call<Operations> = <Id extends keyof Operations & string>(
  id: Id,
  input?: Input<Operations[Id]>,
  options?: CallOptions,
) => Promise<ResultOf<Operations[Id]>>;

export interface CallSettings {
  readonly table: Readonly<Record<string, Operation>>;
  readonly origin: string;
  readonly transport: Transport;
  readonly validate: Validate;
  readonly emit: Emit;
  readonly defaults: Pick<ClientOptions, 'timeout' | 'retry'>;
}

const TIMEOUT = 30_000;

/** The only place that knows openapi-fetch: typed path, query and body, out; the parsed answer, back. */
export function createCall<Paths extends object, Operations>(
  settings: CallSettings,
): { readonly call: Call<Operations>; readonly api: Client<Paths, 'application/json'> } {
  const { table, origin, transport, validate, emit } = settings;
  const client = createClient<Paths>({
    baseUrl: origin,
    // A plain object for a Request: no stream is built, and the bytes that are signed are the bytes that are sent.
    Request: PlainRequest as unknown as typeof Request,
    fetch: ((request: PlainRequest) => transport(request.toWire())) as unknown as typeof fetch,
    bodySerializer: (body) => (typeof body === 'string' ? body : JSON.stringify(body)),
  });

  const prepare = (operation: Operation, input: LooseInput, options: CallOptions) => {
    const key = operation.key && keyOf(operation.key, input.body, options);
    const body = spellAmounts(
      input.body,
      operation.amounts?.filter((place) => place.in === 'body'),
    );
    return {
      params: {
        path: encodePath(operation.path, input.path ?? {}, operation.id),
        query: bracketed(
          operation,
          spellAmounts(
            input.query,
            operation.amounts?.filter((place) => place.in === 'query'),
          ),
        ),
      },
      ...(body !== undefined && {
        body: operation.key?.in === 'body' ? { ...(body as object), [operation.key.name]: key } : body,
      }),
      headers: headersOf(operation, options, key),
      context: {
        operation,
        signal: options.signal ?? undefined,
        timeout: timeoutOf(operation, options.timeout ?? settings.defaults.timeout ?? TIMEOUT),
        retry: options.retry ?? settings.defaults.retry ?? {},
        idempotencyKey: key,
      } satisfies Context,
    };
  };

  const call = async (id: string, input: LooseInput = {}, options: CallOptions = {}): Promise<unknown> => {
    const operation = table[id];
    if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
    const started = performance.now();
    try {
      const init = prepare(operation, input, options);
      const { data, response } = await send(client, operation, init);
      const answer = response as unknown as Answer;
      const context = (): ErrorContext => ({
        operation: id,
        requestId: answer.requestId,
        attempts: answer.attempts,
        idempotencyKey: init.context.idempotencyKey,
      });
      const { status, raw, headers, attempts, requestId } = answer;
      const rateLimit = rateLimitOf(headers);
      if (!answer.ok) {
        throw toApiError(
          { status, raw, data: answer.data, rateLimit, retryAfter: retryAfterOf(headers, Date.now()) },
          context(),
        );
      }
      applyAliases(operation, data);
      validate(operation, data, context);
      remember(data, () => ({
        operation: id,
        status,
        attempts,
        ...(requestId !== undefined && { requestId }),
        ...(rateLimit && { rateLimit }),
        ...(init.context.idempotencyKey !== undefined && { idempotencyKey: init.context.idempotencyKey }),
      }));
      emit('call', () => ({
        operation: id,
        outcome: 'ok',
        status,
        attempts: attempts.length,
        duration: performance.now() - started,
        ...(requestId !== undefined && { requestId }),
      }));
      return data;
    } catch (error) {
      emit('call', () => ({
        operation: id,
        outcome: isOutcomeUnknownError(error) ? 'unknown' : 'failed',
        duration: performance.now() - started,
        ...(isPayseraError(error)
          ? {
              code: error.code,
              attempts: error.attempts.length,
              ...(error.requestId !== undefined && { requestId: error.requestId }),
            }
          : { attempts: 0 }),
      }));
      throw error;
    }
  };

  return { call: call as Call<Operations>, api: rawClient(client, table, prepare) };
}

interface LooseInput {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

type Context = Omit<WireRequest, 'method' | 'url' | 'headers' | 'body'>;
type Init = { readonly context: Context };
type Reply = { readonly data?: unknown; readonly error?: unknown; readonly response: Response };
type Send = (path: string, init: Init) => Promise<Reply>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

// openapi-fetch types each path on its own; here the operation is a value, checked by the types of `Call`.
function send(client: unknown, { method, path }: Operation, init: Init): Promise<Reply> {
  return (client as Record<string, Send>)[method]?.(path, init) as Promise<Reply>;
}

/** The typed openapi-fetch client over the same runtime: same amounts, same credentials, same repeats. */
function rawClient<Paths extends object>(
  client: Client<Paths>,
  table: CallSettings['table'],
  prepare: (operation: Operation, input: LooseInput, options: CallOptions) => Init,
): Client<Paths, 'application/json'> {
  const raw = { ...client } as unknown as Record<string, unknown>;
  for (const method of METHODS) {
    raw[method] = async (path: string, given: { params?: LooseInput; body?: unknown } & CallOptions = {}) => {
      const operation = Object.values(table).find((row) => row.method === method && row.path === path);
      if (!operation) throw new ConfigurationError(`${method} ${path} is not an operation of this API.`);
      const { params = {}, body, ...options } = given;
      const reply = await send(client, operation, prepare(operation, { ...params, body }, options));
      const { status, headers, raw: text } = reply.response as unknown as Answer;
      const response = new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
      return { ...reply, response };
    };
  }
  return raw as unknown as Client<Paths, 'application/json'>;
}

/** What openapi-fetch builds in place of a `Request`. */
class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly context: Context;

  constructor(url: string, init: { method: string; headers: Headers; body?: string; context: Context }) {
    this.url = url;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
    this.context = init.context;
  }
  toWire(): WireRequest {
    const { url, method, headers, body } = this;
    // The URL as a parser writes it: what is signed has to be what fetch sends.
    return { ...this.context, url: new URL(url).href, method, headers, body };
  }
}

const OWN_HEADERS = ['authorization', 'content-type', 'content-length', 'host', 'idempotency-key'];

function headersOf(operation: Operation, options: CallOptions, key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (OWN_HEADERS.includes(name.toLowerCase())) {
      throw new ConfigurationError(
        `headers: ${name} is the client's own${name.toLowerCase() === 'idempotency-key' ? '; give idempotencyKey instead' : ''}. Nothing was sent.`,
      );
    }
    headers[name] = value;
  }
  if (operation.form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  if (operation.key?.in === 'header' && key !== undefined) headers[operation.key.name] = key;
  return headers;
}

/** The caller's key, from the options or the body, or a new one. The same over all attempts. */
function keyOf(key: NonNullable<Operation['key']>, body: unknown, options: CallOptions): string {
  const inBody = key.in === 'body' ? (body as Record<string, unknown> | undefined)?.[key.name] : undefined;
  const given = options.idempotencyKey ?? inBody;
  if (given === undefined) return crypto.randomUUID();
  if (typeof given === 'string' && /^[\x21-\x7E]{1,255}$/.test(given)) return given;
  throw new ConfigurationError(
    'idempotencyKey: expected 1 to 255 printable ASCII characters without spaces. Nothing was sent.',
  );
}

function bracketed(operation: Operation, query: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const entries = Object.entries(query).map(([name, value]) => {
    const list = `${name}[]`;
    return operation.query?.includes(list) ? [list, [value].flat()] : [name, value];
  });
  return Object.fromEntries(entries);
}

function timeoutOf({ id }: Operation, timeout: number): number {
  if (timeout > 0 && (timeout === Number.POSITIVE_INFINITY || timeout < 2 ** 31)) return timeout;
  throw new ConfigurationError(
    `${id}: timeout is ${timeout}; expected milliseconds above 0, or Infinity. Nothing was sent.`,
  );
}

function applyAliases({ alias }: Operation, data: unknown): void {
  for (const [name, other] of Object.entries(alias ?? {})) {
    const record = data as Record<string, unknown> | null;
    if (record && record[name] === undefined && record[other] !== undefined) record[name] = record[other];
  }
}

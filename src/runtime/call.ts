import createClient, { type Client } from 'openapi-fetch';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isOutcomeUnknownError } from '../errors/outcome-unknown-error.ts';
import { type ErrorContext, isPayseraError } from '../errors/paysera-error.ts';
import { toApiError } from '../errors/to-api-error.ts';
import type { Answer } from './answer.ts';
import type { Emit } from './events.ts';
import { remember } from './metadata.ts';
import type { Operation } from './operation.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { PlainRequest } from './plain-request.ts';
import { type PreparedCall, prepareCall } from './prepare.ts';
import type { LooseInput, Settle } from './settle.ts';
import type { Transport } from './transport.ts';
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
  readonly settle: Settle;
  readonly emit: Emit;
  readonly defaults: Pick<ClientOptions, 'timeout' | 'retry'>;
}

/** The only place that knows openapi-fetch: typed path, query and body, out; the parsed answer, back. */
export function createCall<Paths extends object, Operations>(
  settings: CallSettings,
): { readonly call: Call<Operations>; readonly api: Client<Paths, 'application/json'> } {
  const { table, origin, transport, validate, settle, emit, defaults } = settings;
  const client = createClient<Paths>({
    baseUrl: origin,
    Request: PlainRequest as unknown as typeof Request,
    fetch: ((request: PlainRequest) => transport(request.toWire())) as unknown as typeof fetch,
    bodySerializer: (body) => (typeof body === 'string' ? body : JSON.stringify(body)),
  });

  const call = async (id: string, input: LooseInput = {}, options: CallOptions = {}): Promise<unknown> => {
    const operation = table[id];
    if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
    const started = performance.now();
    try {
      const prepared = prepareCall(operation, input, options, defaults);
      const { context } = prepared;
      await validate.ready();
      const { data, answer } = await settle.around(operation, { ...input, body: prepared.body }, context, async () => {
        const answer = (await send(client, operation, prepared)).response as unknown as Answer;
        // Not openapi-fetch's: that is undefined for a body of no length.
        const { data } = answer;
        finish(settings, operation, data, answer, context.idempotencyKey);
        return { happened: true, data, answer };
      });
      emit('call', () => ({
        operation: id,
        outcome: 'ok',
        status: answer.status,
        attempts: answer.attempts.length,
        duration: performance.now() - started,
        ...(answer.requestId !== undefined && { requestId: answer.requestId }),
      }));
      return data;
    } catch (error) {
      emit('call', () => ({
        operation: id,
        outcome: isOutcomeUnknownError(error) ? 'unknown' : 'failed',
        duration: performance.now() - started,
        attempts: 0,
        ...(isPayseraError(error) && {
          code: error.code,
          attempts: error.attempts.length,
          ...(error.requestId !== undefined && { requestId: error.requestId }),
        }),
      }));
      throw error;
    }
  };

  return { call: call as Call<Operations>, api: rawClient(client, settings) };
}

/** An answer becomes a result, checked and remembered, or the error it is. */
function finish(
  { validate }: CallSettings,
  operation: Operation,
  data: unknown,
  answer: Answer,
  key: string | undefined,
): void {
  const { status, attempts, requestId, rateLimit } = answer;
  const context = (): ErrorContext => ({ operation: operation.id, requestId, attempts, idempotencyKey: key });
  if (!answer.ok) throw toApiError(answer, context());
  for (const [name, other] of Object.entries(operation.alias ?? {})) {
    const record = Object(data) as Record<string, unknown>;
    if (record[name] === undefined && record[other] !== undefined) record[name] = record[other];
  }
  validate.check(operation, data, context);
  remember(data, () => ({
    operation: operation.id,
    status,
    attempts,
    ...(requestId !== undefined && { requestId }),
    ...(rateLimit && { rateLimit }),
    ...(key !== undefined && { idempotencyKey: key }),
  }));
}

interface Reply {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

// openapi-fetch types each path on its own; here the operation is a value, checked by the types of `Call`.
function send(client: unknown, { method, path }: Operation, prepared: PreparedCall): Promise<Reply> {
  return (client as Record<string, (path: string, init: PreparedCall) => Promise<Reply>>)[method]?.(
    path,
    prepared,
  ) as Promise<Reply>;
}

// All that openapi-fetch has: one that is left out would go past the runtime.
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;

/** The typed openapi-fetch client over the same runtime: same amounts, same credentials, same repeats, same journal. */
function rawClient<Paths extends object>(
  client: Client<Paths>,
  { table, settle, defaults }: CallSettings,
): Client<Paths, 'application/json'> {
  const raw = { ...client } as unknown as Record<string, (path: string, given?: object) => Promise<unknown>>;
  for (const method of METHODS) {
    raw[method] = async (path: string, given: { params?: LooseInput; body?: unknown } & CallOptions = {}) => {
      const operation = Object.values(table).find((row) => row.method === method && row.path === path);
      if (!operation) throw new ConfigurationError(`${method} ${path} is not an operation of this API.`);
      const { params = {}, body, ...options } = given;
      const prepared = prepareCall(operation, { ...params, body }, options, defaults);
      const sent = { ...params, body: prepared.body };
      const { reply } = await settle.around(operation, sent, prepared.context, async () => {
        const reply = await send(client, operation, prepared);
        return { happened: reply.response.ok, data: reply.data, reply };
      });
      const { status, headers, raw: text } = reply.response as unknown as Answer;
      const response = new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
      return { ...reply, response };
    };
  }
  const request = (method: string, path: string, given?: object) => raw[method.toUpperCase()]?.(path, given);
  return { ...raw, request } as unknown as Client<Paths, 'application/json'>;
}

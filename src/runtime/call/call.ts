import { type Client, createQuerySerializer } from 'openapi-fetch';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { isOutcomeUnknownError } from '../../errors/outcome-unknown-error.ts';
import { type ErrorContext, isPayseraError } from '../../errors/paysera-error.ts';
import { toApiError } from '../../errors/to-api-error.ts';
import type { Emit } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { CallOptions, ClientOptions } from '../options.ts';
import type { Journal } from '../recovery/journal.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import type { Transport } from '../transport/transport.ts';
import type { Validate } from '../validation/validate.ts';
import { remember } from './metadata.ts';
import { type PreparedCall, prepareCall } from './prepare-call.ts';
import { STEP, type StepOptions } from './step.ts';
import type { Call, LooseInput } from './wire-types.ts';

export interface CallSettings<Operations> {
  readonly table: Readonly<Record<string, Operation>>;
  readonly origin: string;
  readonly transport: Transport;
  readonly validate: Validate;
  readonly journal: Journal<Operations>;
  readonly emit: Emit;
  readonly defaults: Pick<ClientOptions, 'timeout' | 'retry'>;
}

/** The typed openapi-fetch client. Not its middleware: that would run once a call, and see none of its attempts. */
export type ApiClient<Paths extends object> = Omit<Client<Paths, 'application/json'>, 'use' | 'eject'>;

/** The only place that knows openapi-fetch: typed path, query and body, out; the parsed answer, back. */
export function createCall<Paths extends object, Operations>(
  settings: CallSettings<Operations>,
): { readonly call: Call<Operations>; readonly api: ApiClient<Paths> } {
  const { table, validate, journal, emit, defaults } = settings;

  const callById = async (id: string, input: LooseInput = {}, options: StepOptions = {}): Promise<unknown> => {
    const operation = table[id];
    if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
    const started = performance.now();
    try {
      const prepared = prepareCall(operation, input, options, defaults);
      const { context } = prepared;
      const loading = validate.ready();
      if (loading) await loading;
      const sent = { path: input.path, body: prepared.body };
      const terms = { ...context, step: options[STEP] };
      const response = await journal.run(
        operation,
        sent,
        terms,
        (timeout) => send(settings, operation, prepared, timeout),
        call,
      );
      finish(settings, operation, response, context.idempotencyKey);
      emit('call', () => ({
        operation: id,
        outcome: 'ok',
        status: response.status,
        attempts: response.attempts.length,
        duration: performance.now() - started,
        ...(response.requestId !== undefined && { requestId: response.requestId }),
      }));
      return response.data;
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

  const call = callById as Call<Operations>;
  return { call, api: apiClient(settings, call) };
}

/** An answer becomes a result, checked and remembered, or the error it is. */
function finish(
  { validate }: Pick<CallSettings<never>, 'validate'>,
  operation: Operation,
  response: ApiResponse,
  key: string | undefined,
): void {
  const { data, status, attempts, requestId, rateLimit } = response;
  const context = (): ErrorContext => ({ operation: operation.id, requestId, attempts, idempotencyKey: key });
  if (!response.ok) throw toApiError(response, context());
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

const querySerializer = /* @__PURE__ */ createQuerySerializer();

/** Spells query and body for the wire. The body stays a string: what is signed is what is sent, each time. */
function send(
  { origin, transport }: Pick<CallSettings<never>, 'origin' | 'transport'>,
  { method }: Operation,
  { path, query, body, context }: PreparedCall,
  timeout: number,
): Promise<ApiResponse> {
  const search = querySerializer(query);
  return transport({
    ...context,
    timeout,
    method,
    url: `${origin}${path}${search && `?${search}`}`,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;

/** openapi-fetch's way of asking over the same runtime: same amounts, same credentials, same repeats, same journal. */
function apiClient<Paths extends object, Operations>(
  settings: CallSettings<Operations>,
  call: Call<Operations>,
): ApiClient<Paths> {
  const { table, journal, defaults } = settings;
  type ApiInput = { params?: LooseInput; body?: unknown } & CallOptions;
  const request = async (method: string, path: string, input: ApiInput = {}): Promise<unknown> => {
    const operation = Object.values(table).find((row) => row.method === method.toUpperCase() && row.path === path);
    if (!operation) throw new ConfigurationError(`${method} ${path} is not an operation of this API.`);
    const { params = {}, body, ...options } = input;
    const prepared = prepareCall(operation, { ...params, body }, options, defaults);
    const sent = { ...params, body: prepared.body };
    const { ok, status, headers, raw, data } = await journal.run(
      operation,
      sent,
      prepared.context,
      (timeout) => send(settings, operation, prepared, timeout),
      call,
    );
    const response = new Response([204, 205, 304].includes(status) ? null : raw, { status, headers });
    const content = raw === '' ? undefined : data === undefined ? raw : data;
    return ok ? { data: content, response } : { error: content, response };
  };
  const byMethod = METHODS.map((method) => [method, (path: string, input?: ApiInput) => request(method, path, input)]);
  return { request, ...Object.fromEntries(byMethod) };
}

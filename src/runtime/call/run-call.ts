import { isKind } from '../../errors/kind.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { isObject } from '../../wire/fields-of.ts';
import type { Emit, PayseraEvent } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { ClientOptions } from '../options.ts';
import type { Journal } from '../recovery/journal.ts';
import { describeRequest } from '../transport/describe-request.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import type { Transport } from '../transport/transport.ts';
import type { Validate } from '../validation/validate.ts';
import { remember } from './metadata.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { Call } from './wire-types.ts';

/** How a call ended. */
type CallDetails = Pick<
  Extract<PayseraEvent, { type: 'call' }>,
  'outcome' | 'code' | 'status' | 'requestId' | 'attempts'
>;

/** Compares what a success says with what was sent, and throws when it does harm to go on. */
export type Guard = (sent: unknown, received: unknown) => Promise<void>;

export interface CallSettings<Operations> {
  readonly table: Readonly<Record<string, Operation>>;
  readonly origin: string;
  readonly transport: Transport;
  readonly validate: Validate;
  readonly journal: Journal<Operations>;
  /** By operation id. */
  readonly guards: Readonly<Partial<Record<string, Guard>>>;
  readonly emit: Emit;
}

/**
 * Runs one call: prepare → journal → transport → check. Resolves with the response, whose `error` is set when Paysera
 * refused. Rejects with one typed error when there is no response to go on with.
 */
export type RunCall = (operation: Operation, prepare: () => PreparedCall) => Promise<ApiResponse>;

/** The pipeline of an API, for those who have a method and a path in place of an operation's id. */
export interface Pipeline {
  readonly table: Readonly<Record<string, Operation>>;
  readonly origin: string;
  readonly run: RunCall;
  readonly defaults: Pick<ClientOptions, 'timeout' | 'retry'>;
}

/** The stages that every call goes through, whichever way it was made. `call` reads what a lookup needs. */
export async function runCall<Operations>(
  { origin, transport, validate, journal, guards, emit }: CallSettings<Operations>,
  operation: Operation,
  prepare: () => PreparedCall,
  call: Call<Operations>,
): Promise<ApiResponse> {
  const started = performance.now();
  const { method } = operation;
  let url = origin;
  const ended = (details: () => CallDetails) =>
    emit('call', () => ({
      operation: operation.id,
      ...describeRequest({ operation, method, url }, origin),
      duration: performance.now() - started,
      ...details(),
    }));
  try {
    const { input, path, body, context, step } = prepare();
    url += path;
    const loading = validate.ready();
    if (loading) await loading;
    const send = (timeout: number) => transport({ ...context, timeout, method, url, body });
    const response = await journal.run(operation, input, { ...context, step }, send, call);
    if (response.ok) {
      useNamesOfDocument(operation, response);
      const { data, attempts, requestId } = response;
      const { idempotencyKey } = context;
      const unusable = validate.check(operation, response);
      if (unusable) {
        const { unusableResponse } = await import('../validation/unusable-response.ts');
        throw unusableResponse(operation.id, unusable, data, {
          operation: operation.id,
          requestId,
          attempts,
          idempotencyKey,
        });
      }
      await guards[operation.id]?.(input.body, data);
      remember(operation.id, response, idempotencyKey);
    }
    ended(() => (response.error ? failureDetails(response.error) : successDetails(response)));
    return response;
  } catch (error) {
    // One from before or beside the transport does not know the request. One of another operation is about another.
    if (isPayseraError(error) && !error.url && (error.operation ?? operation.id) === operation.id) {
      Object.assign(error, describeRequest({ operation, method, url }, origin));
    }
    ended(() => failureDetails(error));
    throw error;
  }
}

/** The parsed response, or the error it represents. */
export function dataOf({ data, error }: ApiResponse): unknown {
  if (error) throw error;
  return data;
}

/** Paysera spells a few fields in two ways: the one of the document is always there. */
function useNamesOfDocument({ alias }: Operation, response: ApiResponse): void {
  const { data: record } = response;
  if (!alias || !isObject(record)) return;
  for (const [name, other] of Object.entries(alias)) {
    const value = record[other];
    if (record[name] !== undefined || typeof value !== 'string') continue;
    record[name] = value;
    // Inserted into the text as well, rather than serialized again: it may be nested deeper than JSON.stringify can go.
    response.raw = response.raw.replace('{', () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
  }
}

function successDetails({ status, attempts, requestId }: ApiResponse): CallDetails {
  return { outcome: 'ok', status, attempts: attempts.length, ...(requestId !== undefined && { requestId }) };
}

function failureDetails(error: unknown): CallDetails {
  return {
    outcome: isKind(error, 'OutcomeUnknownError') ? 'unknown' : 'failed',
    attempts: 0,
    ...(isPayseraError(error) && {
      code: error.code,
      attempts: error.attempts.length,
      ...(error.requestId !== undefined && { requestId: error.requestId }),
    }),
  };
}

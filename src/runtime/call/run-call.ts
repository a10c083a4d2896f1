import { isKind } from '../../errors/kind.ts';
import { notLoaded } from '../../errors/not-loaded.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { Emit, PayseraEvent } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { Journal } from '../recovery/journal.ts';
import { describeRequest } from '../transport/describe-request.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import type { Transport } from '../transport/transport.ts';
import type { Validate } from '../validation/validate.ts';
import { remember } from './metadata.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { StepOptions } from './step.ts';
import type { Call, LooseInput } from './wire-types.ts';

/** How a call ended. */
type CallDetails = Pick<
  Extract<PayseraEvent, { type: 'call:end' }>,
  'outcome' | 'code' | 'status' | 'requestId' | 'attempts'
>;

/** Compares what a success says with what was sent. The error when continuing would do harm, else undefined. */
export type Guard = (sent: unknown, received: unknown) => Promise<Error> | undefined;

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
 * refused. Rejects with one typed error when there is no response to continue with.
 */
type RunCall = (operation: Operation, prepare: () => PreparedCall) => Promise<ApiResponse>;

/** The pipeline of an API, for those who have a method and a path in place of an operation's id. */
export interface Pipeline {
  readonly table: Readonly<Record<string, Operation>>;
  readonly origin: string;
  readonly run: RunCall;
  /** Checks a call and encodes it for the wire. Throws before anything is sent. */
  readonly prepare: (operation: Operation, input: LooseInput, options: StepOptions) => PreparedCall;
}

/** The stages that every call goes through, whichever way it was made. `call` reads what a lookup needs. */
export async function runCall<Operations>(
  { origin, transport, validate, journal, guards, emit }: CallSettings<Operations>,
  operation: Operation,
  prepare: () => PreparedCall,
  call: Call<Operations>,
): Promise<ApiResponse> {
  // Whatever blocks from here on, a listener too, is within the call's deadline.
  const began = performance.now();
  const { method } = operation;
  let id: string | undefined;
  const callId = () => {
    id ??= crypto.randomUUID();
    return id;
  };
  let url = origin;
  const describe = () => describeRequest({ operation, method, url }, origin);
  const ended = (details: () => CallDetails) =>
    emit('call:end', () => ({
      callId: callId(),
      path: operation.path,
      ...describe(),
      duration: performance.now() - began,
      ...details(),
    }));
  emit('call:start', () => ({ callId: callId(), path: operation.path, ...describe() }));
  try {
    const prepared = prepare();
    const { input, path, body } = prepared;
    const context = { ...prepared.context, began };
    url += path;
    if (context.step) context.step.sent = describe();
    const loading = validate.ready();
    if (loading) await loading;
    const send = () => transport({ ...context, callId, method, url, body });
    const response = await journal.run(operation, input, context, send, call);
    if (response.ok) {
      const unchecked = (error: unknown) => {
        const { attempts, identity } = response;
        const about = { attempts, idempotencyKey: context.idempotencyKey, ...identity() };
        throw notLoaded(error, operation.retry !== 'safe', about);
      };
      if (Object.keys(operation.alias ?? {}).some((name) => fieldsOf(response.data)[name] === undefined)) {
        (await import('./names-of-document.ts').catch(unchecked)).useNamesOfDocument(operation, response);
      }
      const { data, attempts, identity } = response;
      const { idempotencyKey } = context;
      const unusable = validate.check(operation, response, callId);
      if (unusable) {
        const { unusableResponse } = await import('../validation/unusable-response.ts').catch(unchecked);
        const context = { ...describe(), ...identity(), attempts, idempotencyKey };
        throw unusableResponse(operation.id, unusable, data, context);
      }
      const harm = guards[operation.id]?.(input.body, data);
      if (harm) throw await harm.catch(unchecked);
      remember(describe, response, idempotencyKey);
    }
    ended(() => (response.error ? failureDetails(response.error) : successDetails(response)));
    return response;
  } catch (error) {
    // One from before or beside the transport does not know the request. One of another operation is about another.
    if (isPayseraError(error) && !error.url && (error.operation ?? operation.id) === operation.id) {
      Object.assign(error, describe());
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

function successDetails({ status, attempts, identity }: ApiResponse): CallDetails {
  return { outcome: 'ok', status, attempts: attempts.length, ...identity() };
}

function failureDetails(error: unknown): CallDetails {
  return {
    outcome: isKind(error, 'OutcomeUnknownError') ? 'unknown' : 'failed',
    attempts: 0,
    ...(isPayseraError(error) && {
      code: error.code,
      ...('status' in error && { status: Number(error.status) }),
      attempts: error.attempts.length,
      ...(error.requestId !== undefined && { requestId: error.requestId }),
    }),
  };
}

import { notLoaded } from '../../errors/not-loaded.ts';
import { RetrySignal } from '../retry/retry-signal.ts';
import { makeAttempt } from './attempt.ts';
import type { CallState, TransportSettings } from './call-state.ts';
import { Deadline } from './deadline.ts';
import type { ApiResponse } from './read-response.ts';
import type { WireMessage, WireRequest } from './wire-request.ts';

/**
 * Brings a request to Paysera, with as many attempts as `decideRetry` grants. Resolves with the last response, whatever
 * its status. Rejects when there is none, and with `OutcomeUnknownError` when the request may have taken effect.
 */
export type Transport = (request: WireRequest) => Promise<ApiResponse>;

export function createTransport(settings: TransportSettings): Transport {
  return async (request) => {
    const deadline = new Deadline(request.signal, request.timeout, request.began);
    const call: CallState = {
      settings,
      request,
      deadline,
      attempts: [],
      authorizations: [],
      queued: 0,
    };
    const attempt = (message: WireMessage) => makeAttempt(call, message);
    try {
      return await attempt(request);
    } catch (error) {
      if (!(error instanceof RetrySignal)) throw error;
      // The loop is loaded only now: most calls are never retried.
      const { retryAttempts } = await import('../retry/retry-loop.ts').catch((cause: unknown) => {
        const { operation, idempotencyKey } = request;
        const mayHaveActed = call.mayHaveBeenProcessed === true && operation.retry !== 'safe';
        throw notLoaded(cause, mayHaveActed, { attempts: call.attempts, idempotencyKey });
      });
      return await retryAttempts(call, error, attempt);
    } finally {
      deadline.close();
    }
  };
}

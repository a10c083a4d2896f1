import ky from 'ky';
import { isPayseraError } from '../../errors/paysera-error.ts';
import type { CallState } from '../transport/call-state.ts';
import { interrupted } from '../transport/failures/failures.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import { sleep } from '../transport/sleep.ts';
import type { WireMessage } from '../transport/wire-request.ts';
import { RetrySignal } from './retry-signal.ts';

/**
 * Makes the attempts after the first. ky loops, waits and aborts; `decideRetry` says whether and how long, by the
 * `RetrySignal` that an attempt throws. Each attempt signs the request again, so that ky never holds a credential.
 */
export async function retryAttempts(
  call: CallState,
  first: RetrySignal,
  attempt: (message: WireMessage) => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const { url, method, headers, body = null } = call.request;
  const { signal } = call.deadline;
  let { wait } = first;
  let response: ApiResponse | undefined;
  try {
    await sleep(wait, signal);
    await ky(new Request(url, { method, headers, body }), {
      signal,
      timeout: false,
      throwHttpErrors: false,
      retry: {
        limit: ATTEMPTS_AT_MOST,
        methods: [method.toLowerCase()],
        shouldRetry: ({ error }) => error instanceof RetrySignal,
        delay: () => wait,
      },
      fetch: async (input, init) => {
        const request = new Request(input, init);
        try {
          response = await attempt({
            url: request.url,
            method: request.method,
            headers: Object.fromEntries(request.headers),
            body: request.body === null ? undefined : await request.text(),
          });
          return response.response;
        } catch (error) {
          if (error instanceof RetrySignal) wait = error.wait;
          throw error;
        }
      },
    });
  } catch (error) {
    throw isPayseraError(error) ? error : interrupted(call, error);
  }
  if (!response) throw interrupted(call, undefined);
  return response;
}

// `decideRetry` decides; this only keeps a mistake of ours from looping for ever.
const ATTEMPTS_AT_MOST = 100;

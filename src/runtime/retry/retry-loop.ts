import ky from 'ky';
import type { ApiResponse } from '../transport/read-response.ts';
import { RetrySignal } from './retry-signal.ts';

/** Makes the attempts after the first, each behind its wait, until one does not ask for another. All of it by ky. */
export async function retryAttempts(
  first: RetrySignal,
  url: string,
  signal: AbortSignal,
  attempt: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  let last: RetrySignal | undefined = first;
  let wait = first.wait;
  const made = await ky(url, {
    signal,
    timeout: false,
    throwHttpErrors: false,
    retry: {
      limit: ATTEMPTS_AT_MOST,
      methods: ['get'],
      shouldRetry: ({ error }) => error instanceof RetrySignal,
      delay: () => wait,
    },
    // The method, headers and body go past ky: each attempt is authenticated anew, and no ky object holds a credential.
    fetch: async () => {
      try {
        if (last) throw last;
        return (await attempt()) as unknown as Response;
      } catch (error) {
        if (error instanceof RetrySignal) wait = error.wait;
        throw error;
      } finally {
        last = undefined;
      }
    },
  });
  return made as unknown as ApiResponse;
}

// `decideRetry` decides; this only keeps a mistake of ours from going on for ever.
const ATTEMPTS_AT_MOST = 100;

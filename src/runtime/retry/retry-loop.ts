import ky from 'ky';
import type { Answer } from '../transport/read-response.ts';
import { Again } from './retry-signal.ts';

/** Makes the attempts after the first, each behind its wait, until one does not ask for another. All of it by ky. */
export async function repeatAttempts(
  first: Again,
  url: string,
  signal: AbortSignal,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  let last: Again | undefined = first;
  let wait = first.wait;
  const made = await ky(url, {
    signal,
    timeout: false,
    throwHttpErrors: false,
    retry: {
      limit: ATTEMPTS_AT_MOST,
      methods: ['get'],
      shouldRetry: ({ error }) => error instanceof Again,
      delay: () => wait,
    },
    // The method, headers and body go past ky: each attempt is authenticated anew, and no ky object holds a credential.
    fetch: async () => {
      try {
        if (last) throw last;
        return (await attempt()) as unknown as Response;
      } catch (error) {
        if (error instanceof Again) wait = error.wait;
        throw error;
      } finally {
        last = undefined;
      }
    },
  });
  return made as unknown as Answer;
}

// `decideRepeat` decides; this only keeps a mistake of ours from going on for ever.
const ATTEMPTS_AT_MOST = 100;

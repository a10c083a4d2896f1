import { printHeading, printLine } from './print.ts';
import type { Exchange } from './wire.ts';

/** Runs a step: its name, the call, the request fields to show, and a function that describes the result in one line. */
export type Step = <T>(
  name: string,
  call: () => PromiseLike<T> | T,
  describe: (result: T) => string,
  show?: readonly string[],
) => Promise<T>;

/** Prints steps as they happen, one per line. */
export interface Story {
  readonly step: Step;
  chapter(title: string): void;
  /** The number of steps so far. */
  count(): number;
}

/** A step failed. The message is shown to the user. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

const RETRIED = 'retried';

export function createStory(take: () => Exchange[]): Story {
  let number = 0;
  return {
    chapter: printHeading,
    count: () => number,
    async step(name, call, describe, show) {
      const print = (exchange: Exchange | undefined, text: string): string => {
        const own = exchange && isToken(exchange) ? { name: 'access token', show: ['grant_type'] } : { name, show };
        printLine({ ...own, number: number + 1, exchange, result: text });
        // A retried attempt belongs to the same step.
        if (text !== RETRIED) number++;
        return own.name;
      };
      /** Prints all exchanges but the last: the token request that a call needed, its parts, and retried attempts. */
      const printParts = (): Exchange | undefined => {
        const exchanges = take();
        const last = exchanges.pop();
        for (const exchange of exchanges) print(exchange, describePart(exchange));
        return last;
      };
      try {
        const result = await call();
        const last = printParts();
        print(last, describe(result));
        return result;
      } catch (error) {
        const failed = print(printParts(), 'failed');
        const reason = error instanceof Error ? error.message : String(error);
        throw new StepFailed(`Step ${number}, ${failed}, failed: ${reason}`, { cause: error });
      }
    },
  };
}

function isToken({ url }: Exchange): boolean {
  return url.pathname.endsWith('/token');
}

function describePart(exchange: Exchange): string {
  if (exchange.status < 200 || exchange.status >= 300) return RETRIED;
  const fields = (exchange.response ?? {}) as Readonly<Record<string, unknown>>;
  if (isToken(exchange)) return `${fields['token_type']} token for ${fields['expires_in']} s`;
  return [fields['id'], fields['status']].filter(Boolean).join(' ');
}

import { printHeading, printLine } from './print.ts';
import type { Exchange } from './wire.ts';

/** A step: its name, the call, the sent fields worth showing, and one line of what came back. */
export type Step = <T>(
  name: string,
  call: () => PromiseLike<T> | T,
  came: (result: T) => string,
  show?: readonly string[],
) => Promise<T>;

/** Tells steps as they happen, a line each. */
export interface Story {
  readonly step: Step;
  chapter(title: string): void;
  /** Steps told so far. */
  count(): number;
}

/** A step went wrong. The message is for people. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

const AGAIN = 'again';

export function createStory(take: () => Exchange[]): Story {
  let number = 0;
  return {
    chapter: printHeading,
    count: () => number,
    async step(name, call, came, show) {
      const tell = (exchange: Exchange | undefined, text: string): string => {
        const own = exchange && isToken(exchange) ? { name: 'access token', show: ['grant_type'] } : { name, show };
        printLine({ ...own, number: number + 1, exchange, came: text });
        // An attempt that is repeated is the same step still.
        if (text !== AGAIN) number++;
        return own.name;
      };
      /** Tells all but the last exchange: the token that a call needed, attempts that were repeated. */
      const tellFirst = (): Exchange | undefined => {
        const exchanges = take();
        const last = exchanges.pop();
        for (const exchange of exchanges) tell(exchange, isToken(exchange) ? tokenCame(exchange) : AGAIN);
        return last;
      };
      try {
        const result = await call();
        const last = tellFirst();
        tell(last, came(result));
        return result;
      } catch (error) {
        const failed = tell(tellFirst(), 'failed');
        const reason = error instanceof Error ? error.message : String(error);
        throw new StepFailed(`Step ${number}, ${failed}, failed: ${reason}`, { cause: error });
      }
    },
  };
}

function isToken({ url }: Exchange): boolean {
  return url.pathname.endsWith('/token');
}

function tokenCame({ status, answer }: Exchange): string {
  const { token_type, expires_in } = (answer ?? {}) as { token_type?: string; expires_in?: number };
  return status === 200 ? `${token_type} token for ${expires_in} s` : AGAIN;
}

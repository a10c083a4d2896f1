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
      /** Tells all but the last exchange: the token that a call needed, the parts it is made of, repeated attempts. */
      const tellFirst = (): Exchange | undefined => {
        const exchanges = take();
        const last = exchanges.pop();
        for (const exchange of exchanges) tell(exchange, partCame(exchange));
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

function partCame(exchange: Exchange): string {
  if (exchange.status < 200 || exchange.status >= 300) return AGAIN;
  const fields = (exchange.answer ?? {}) as Readonly<Record<string, unknown>>;
  if (isToken(exchange)) return `${fields['token_type']} token for ${fields['expires_in']} s`;
  return [fields['id'], fields['status']].filter(Boolean).join(' ');
}

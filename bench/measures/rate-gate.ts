import { ID } from '../contender.ts';
import { ours } from '../ours.ts';
import { responseTo } from '../responses.ts';
import type { Row } from '../row.ts';

const CALLS = 500;
const ALLOWED = 50;
const WINDOW = 60_000;

/** 500 concurrent calls on a client with default options, against a server that rejects the 51st request in any minute. */
export async function rateGate(): Promise<Row[]> {
  const { createCheckout } = await ours();
  const time = simulateTime();
  const arrivals: number[] = [];
  let refused = 0;
  const fetch = async (url: Request | string | URL) => {
    const now = time.now();
    const recent = arrivals.filter((at) => at > now - WINDOW).length;
    arrivals.push(now);
    if (recent >= ALLOWED) refused++;
    return new Response(responseTo('GET', new URL(String(url)).pathname), { status: recent >= ALLOWED ? 429 : 200 });
  };
  try {
    const { orders } = createCheckout({ clientId: 'a', clientSecret: 'b', fetch, retry: false });
    const calls = Array.from({ length: CALLS }, () => orders.get(ID, { timeout: Number.POSITIVE_INFINITY }));
    await time.runUntil(Promise.allSettled(calls));
  } finally {
    time.restore();
  }
  // The fastest possible: a full window at once, and the next one as soon as it is over.
  const fastest = (Math.ceil(arrivals.length / ALLOWED) - 1) * WINDOW;
  const taken = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
  const group = `${CALLS} calls at once under ${ALLOWED} a minute, simulated clock`;
  const deterministic = true;
  return [
    { group, what: '429 answers', unit: '', ours: refused, budget: { on: 'ours', limit: 0, deterministic } },
    {
      group,
      what: 'of the allowance left unused',
      unit: '%',
      ours: (1 - fastest / taken) * 100,
      budget: { on: 'ours', limit: 2, deterministic },
    },
  ];
}

/** Replaces `performance.now`, `setTimeout` and `clearTimeout` with a simulated clock. */
function simulateTime() {
  const { setTimeout, clearTimeout } = globalThis;
  const realNow = performance.now;
  const timers = new Map<number, { readonly at: number; readonly go: () => void }>();
  let now = 0;
  let last = 0;
  performance.now = () => now;
  globalThis.setTimeout = ((go: () => void, after = 0) => {
    timers.set(++last, { at: now + after, go });
    return last;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: number) => timers.delete(id)) as unknown as typeof clearTimeout;
  return {
    now: () => now,
    /** Whenever the event loop is idle, advances to the next timer. */
    async runUntil(done: Promise<unknown>): Promise<void> {
      let isDone = false;
      done.then(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise(setImmediate);
        if (isDone) return;
        const [next] = [...timers].toSorted(([, a], [, b]) => a.at - b.at);
        if (!next) continue;
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].go();
      }
    },
    restore() {
      performance.now = realNow;
      Object.assign(globalThis, { setTimeout, clearTimeout });
    },
  };
}

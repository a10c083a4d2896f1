import { vi } from 'vitest';
import type { GateStore } from '../../../src/runtime/state/gate-store.ts';
import { createRateGate, type RateGate } from '../../../src/runtime/transport/gate/rate-gate.ts';
import { sharedGate } from '../../../src/runtime/transport/gate/shared-gate.ts';

/** What a world is made of. Times are milliseconds. */
export interface World {
  readonly processes: number;
  /** Calls that each process makes at the same time, one after the other. */
  readonly atOnce: number;
  readonly minutes: number;
  readonly store: GateStore;
  readonly random: () => number;
  /** How long the server may stand still when a burst of requests begins, at most. */
  readonly stall: number;
  /** How long a request or a response may be under way besides that, at most. */
  readonly jitter: number;
  /** How long the server takes for a response, at least. Default 10. */
  readonly service?: number;
}

export interface Outcome {
  readonly answered: number;
  readonly refused: number;
  /** The most requests that arrived in any 60 seconds. */
  readonly mostInAMinute: number;
  readonly longestWait: number;
  readonly meanWait: number;
}

const LIMIT = 50;
const MINUTE = 60_000;
// Without a request for so long, the next one begins a burst.
const QUIET = 5_000;

/** Lets processes that share a gate call a server as often as they may. Needs a virtual clock. */
export async function live({
  processes,
  atOnce,
  minutes,
  store,
  random,
  stall,
  jitter,
  service = 10,
}: World): Promise<Outcome> {
  const now = () => performance.now();
  const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const began = now();
  const ends = began + minutes * MINUTE;
  const arrivals: number[] = [];
  const waits: number[] = [];
  let [answered, refused, stalledUntil, lastSent] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  let window = { ends: 0, left: 0 };

  /** As Paysera counts in the sandbox: a window begins with the first request after the one before. */
  const serve = () => {
    arrivals.push(now());
    if (now() >= window.ends) window = { ends: now() + MINUTE, left: LIMIT };
    const isAllowed = window.left > 0;
    if (isAllowed) window.left--;
    const reset = Math.ceil((window.ends - now()) / 1000);
    return { limit: LIMIT, remaining: window.left, reset, ...(!isAllowed && { retryAfter: reset }) };
  };

  const call = async (gate: RateGate) => {
    const asked = now();
    await gate.take({ remaining: 10 * MINUTE });
    const sent = now();
    if (sent - lastSent > QUIET && random() < 0.5) stalledUntil = sent + random() * stall;
    lastSent = sent;
    await sleep(Math.max(0, stalledUntil - sent) + random() * jitter);
    const seen = serve();
    await sleep(service + random() * jitter);
    gate.learn({ ...seen, duration: now() - sent });
    if (seen.retryAfter === undefined) answered++;
    else refused++;
    waits.push(now() - asked);
    if (seen.retryAfter !== undefined) await sleep(1_000);
  };
  const loops = Array.from({ length: processes }, () => {
    const own = createRateGate();
    const gate = sharedGate({ store, origin: 'https://api.example', own, emit: () => {} });
    return Array.from({ length: atOnce }, async () => {
      while (now() < ends) await call(gate);
    });
  });
  const all = Promise.all(loops.flat());
  await vi.advanceTimersByTimeAsync(minutes * MINUTE);
  const outcome = {
    ...{ answered, refused, longestWait: Math.max(...waits) },
    meanWait: waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
    mostInAMinute: Math.max(
      ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + MINUTE).length),
    ),
  };
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  await all;
  return outcome;
}

import type { Emit } from '../../events.ts';
import type { GateStore } from '../../state/gate-store.ts';
import { createReach } from '../../state/reach.ts';
import { LONGEST_TIMER } from '../deadline.ts';
import { createSlack } from '../slack.ts';
import { sleep } from '../sleep.ts';
import { noSlotError } from './no-slot-error.ts';
import type { RateGate, RateGateOptions } from './rate-gate.ts';

// Milliseconds that a store is waited for, and which part of a call's time at most.
const PATIENCE = 2_000;
const SHARE = 0.25;
// Milliseconds by which a request may miss its place.
const LATEST = 250;
// Milliseconds that a request of another process is taken to have been under way: this one has not seen its response.
const UNSEEN = 900;
// With a larger allowance than this, requests are not counted.
const MOST_COUNTED = 1_000;

/** What a shared gate is made of. */
export interface SharedGateSettings extends RateGateOptions {
  readonly store: GateStore;
  readonly origin: string;
  /** The gate of this process alone, for as long as the store is unavailable. */
  readonly own: RateGate;
  readonly emit: Emit;
}

/** A gate that other processes share. */
export function sharedGate(settings: SharedGateSettings): RateGate {
  const { store, origin, own, emit, limit = 50, window = 60_000 } = settings;
  const reach = createReach('gate', emit);
  const slack = createSlack(window, UNSEEN);
  let allowed = limit;
  let closedUntil = 0;
  const reserve = (within: number, first: boolean, spare = 0) =>
    store.reserve({
      spare,
      ...{
        origin,
        limit: allowed,
        window: Math.ceil(window + slack.get()),
        first,
        within: Math.min(Math.floor(within), LONGEST_TIMER),
      },
      closed: Math.max(0, Math.ceil(closedUntil - performance.now())),
    });
  return {
    async take({ signal, remaining = Number.POSITIVE_INFINITY, first = false, last = false } = {}) {
      signal?.throwIfAborted();
      const ends = performance.now() + remaining;
      for (;;) {
        if (allowed > MOST_COUNTED) return own.take({ ...(signal && { signal }), remaining, first, last });
        const left = ends - performance.now();
        // A call that goes last takes no place in advance: calls that come later would wait behind it.
        const known = slack.get();
        const ask = () => (last ? reserve(0, false, Math.ceil(allowed / 2)) : reserve(left, first));
        const place = await reach(ask, Math.min(PATIENCE, left * SHARE));
        signal?.throwIfAborted();
        if (!place) {
          return own.take({ ...(signal && { signal }), remaining: ends - performance.now(), first, last });
        }
        if (!place.reserved) {
          if (!last || place.wait > left) throw noSlotError(place.wait, allowed, window);
          await sleep(Math.max(1, place.wait), signal);
          continue;
        }
        const at = performance.now() + place.wait;
        if (place.wait > 0) await sleep(place.wait, signal);
        // The requests before this one may have been under way for longer than was known when it took its place.
        const more = Math.max(0, slack.get() - known);
        if (more > 0) await sleep(more, signal);
        const late = performance.now() - at;
        // A process that was suspended has missed its place: others may have theirs now.
        if (late - more > LATEST) continue;
        slack.sent(late);
        return;
      }
    },
    learn(seen) {
      own.learn(seen);
      const { limit: reported, remaining, reset, retryAfter, duration = 0 } = seen;
      slack.answered(duration);
      if (reported !== undefined && reported > 0) allowed = reported;
      const spent = remaining === 0 && reset !== undefined ? Math.min(reset * 1000, window) : 0;
      const closed = performance.now() + Math.max(spent, (retryAfter ?? 0) * 1000);
      if (spent === 0 && retryAfter === undefined) return;
      closedUntil = Math.max(closedUntil, closed);
      // So that the other processes need not find out for themselves.
      reach(() => reserve(-1, false), PATIENCE);
    },
  };
}

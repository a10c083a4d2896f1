import type { Emit } from '../events.ts';
import { sleep } from '../transport/sleep.ts';
import type { Claims } from './claims.ts';
import { createReach } from './reach.ts';

/** How long others are kept from a key. */
interface HoldTerms {
  /** Ends the wait for another process. */
  readonly over: AbortSignal;
  /** Milliseconds for which a process that dies keeps the others waiting. */
  readonly lease: number;
  /** Milliseconds for which the others are kept waiting after the work has ended: something of it may be under way. */
  rest(): number;
}

/**
 * Does some work on a key while no other process does any. While the store is unavailable, nobody is kept from working.
 *
 * @param work Is given whether the others are kept from the key, as far as is known when it asks.
 * @throws the reason of `over`, when another process was at work until then: `work` was not begun.
 */
export type Hold = <T>(key: string, terms: HoldTerms, work: (isHeld: () => boolean) => Promise<T>) => Promise<T>;

// Milliseconds that the store is waited for, and after which a claim that another process holds is asked for again.
const PATIENCE = 2_000;
const FIRST_TRY = 100;
const TRY_EVERY = 2_000;
const RENEWALS_PER_LEASE = 4;

export function createHold(claims: Claims, emit: Emit): Hold {
  const reach = createReach('claims', emit);
  const owner = crypto.randomUUID();
  return async (key, { over, lease, rest }, work) => {
    const claim = (milliseconds: number) => reach(() => claims.claim(key, owner, milliseconds), PATIENCE);
    let isMine = await claim(lease);
    for (let pause = FIRST_TRY; isMine === false; pause = Math.min(2 * pause, TRY_EVERY)) {
      await sleep(pause, over);
      isMine = await claim(lease);
    }
    let isHeld = isMine === true;
    const renewing = setInterval(async () => {
      // Once it was not sure, somebody else may have worked meanwhile.
      if (!(await claim(lease))) isHeld = false;
    }, lease / RENEWALS_PER_LEASE);
    try {
      return await work(() => isHeld);
    } finally {
      isHeld = false;
      clearInterval(renewing);
      const left = Math.ceil(rest());
      // Waited for: a process may end, or close its connection, right after its work.
      await (left > 0 ? claim(left) : reach(() => claims.release(key, owner), PATIENCE));
    }
  };
}

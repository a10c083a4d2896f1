import type { Emit } from '../events.ts';

/** A part of the state whose store may be away. */
export type Part = 'tokens' | 'gate' | 'claims';

/** Asks a store. Resolves with `undefined` when it fails, takes longer than `patience` milliseconds, or did so lately. */
export type Reach = <T>(ask: () => Promise<T>, patience: number) => Promise<T | undefined>;

// Milliseconds in which a store that was unavailable is not asked again: each call would wait for it.
const PAUSE = 5_000;
// Milliseconds by which a timer is late only when the whole process was.
const PROCESS_PAUSED = 250;

/** A call continues without a store that is unavailable, and an event says so. */
export function createReach(part: Part, emit: Emit): Reach {
  let isAway = false;
  let awayUntil = 0;
  const report = (away: boolean) => {
    if (away === isAway) return;
    isAway = away;
    emit('state', () => ({ part, outcome: away ? 'away' : 'back' }));
  };
  return async (ask, patience) => {
    if (performance.now() < awayUntil) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const wait = () => {
        const due = performance.now() + patience;
        // After a pause of this process, such as a suspended machine, the answer may be here and not read yet.
        timer = setTimeout(() => (performance.now() - due > PROCESS_PAUSED ? wait() : reject()), patience);
      };
      wait();
    });
    try {
      const answer = await Promise.race([ask(), tooLong]);
      awayUntil = 0;
      report(false);
      return answer;
    } catch {
      awayUntil = performance.now() + PAUSE;
      report(true);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
}

import { ConfigurationError } from '../errors/configuration-error.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Store } from './store/store.ts';

/** The sandbox's clock. Tokens, links, timestamps and webhook retries all use it. */
export interface SandboxClock {
  /** Milliseconds since 1970. Pass it to the client as `now`, so that both use the same clock. */
  readonly now: () => number;
  /** Whether it is stopped, and only moves with `advance`. */
  readonly stopped: () => boolean;
  /**
   * Moves the clock forward, and runs everything that falls due on the way, each at its own time: retries, expiries,
   * repeated notifications. Called again, it moves further.
   *
   * @param by Milliseconds, or `'90s'`, `'5m'`, `'1h'`, `'3d'`.
   * @throws {ConfigurationError} when `by` is neither.
   * @example await sandbox.clock.advance('1h');
   */
  advance(by: number | string): Promise<void>;
  /**
   * Stops the clock where it is, so that it only moves with `advance`. Safe to retry.
   *
   * @example sandbox.clock.stop();
   */
  stop(): void;
  /**
   * Lets a stopped clock run on from where it is. Safe to retry.
   *
   * @example sandbox.clock.start();
   */
  start(): void;
}

/** The clock as the sandbox uses it. */
export interface Clock extends SandboxClock {
  /** Puts it back to how it began, at the computer's time or at `startAt`. */
  reset(): void;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses a duration such as `'1h'` into milliseconds. */
export function duration(by: number | string): number {
  const [, count = '', unit = 'ms'] = /^(\d{1,15})(ms|s|m|h|d)?$/.exec(String(by)) ?? [];
  if (count === '' || (typeof by === 'string' && !/[a-z]$/.test(by))) {
    throw new ConfigurationError(
      `advance was called with ${JSON.stringify(by)}; expected a whole number of milliseconds, or a string such as '90s', '5m', '1h', '3d'.`,
    );
  }
  return Number(count) * (UNITS[unit] ?? 1);
}

interface ClockOptions {
  readonly stopped: boolean;
  readonly startAt?: Date | undefined;
}

/** Where a stopped clock stands, or how far one that runs is ahead of the computer's. */
interface ClockRow {
  readonly id: 'clock';
  readonly stopped: boolean;
  readonly offset: number;
}

/** A clock that continues, after a restart with a database, from where it was. `changed` is called when it moved. */
export function createSandboxClock(
  options: Partial<ClockOptions>,
  store: Store,
  changed: (now: number) => void,
  report: (error: unknown) => void,
): { clock: Clock; schedule: Schedule } {
  const rows = store.table<ClockRow>('clock');
  const stored = rows.get('clock');
  let stopped = options.stopped ?? stored?.stopped ?? false;
  const systemTime = () => (stopped ? 0 : Date.now());
  const now = () => systemTime() + offset;
  const begin = () => (options.startAt?.getTime() ?? Date.now()) - systemTime();
  let offset = begin();
  if (stored && !options.startAt) {
    const time = stored.offset + (stored.stopped ? 0 : Date.now());
    offset = time - systemTime();
  }
  const save = () => rows.put({ id: 'clock', stopped, offset });
  save();
  const announce = () => {
    save();
    changed(now());
  };
  const schedule = createSchedule({ now, moveTo: (time) => (offset += Math.max(0, time - now())) }, report);

  function setStopped(to: boolean): void {
    const time = now();
    stopped = to;
    offset = time - systemTime();
    announce();
  }
  return {
    schedule,
    clock: {
      now,
      stopped: () => stopped,
      async advance(by) {
        await schedule.advanceTo(now() + duration(by));
        announce();
      },
      stop: () => setStopped(true),
      start: () => setStopped(false),
      reset() {
        stopped = options.stopped ?? false;
        offset = begin();
        announce();
      },
    },
  };
}

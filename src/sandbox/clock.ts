import { ConfigurationError } from '../errors/configuration-error.ts';
import { createSchedule, type Schedule } from './schedule.ts';

/** The sandbox's clock. Tokens, links, timestamps and webhook retries all use it. */
export interface SandboxClock {
  /** Milliseconds since 1970. Pass it to the client as `now`, so that both use the same clock. */
  readonly now: () => number;
  /**
   * Moves the clock forward, and runs everything that falls due on the way, each at its own time: retries, expiries,
   * repeated notifications. Called again, it moves further.
   *
   * @param by Milliseconds, or `'90s'`, `'5m'`, `'1h'`, `'3d'`.
   * @throws {ConfigurationError} when `by` is neither.
   * @example await sandbox.clock.advance('1h');
   */
  advance(by: number | string): Promise<void>;
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

export function createSandboxClock(
  options: { readonly stopped: boolean; readonly startAt?: Date | undefined },
  report: (error: unknown) => void,
): { clock: SandboxClock; schedule: Schedule } {
  const systemTime = () => (options.stopped ? 0 : Date.now());
  let offset = (options.startAt?.getTime() ?? Date.now()) - systemTime();
  const now = () => systemTime() + offset;
  const schedule = createSchedule({ now, moveTo: (time) => (offset += Math.max(0, time - now())) }, report);
  return { schedule, clock: { now, advance: async (by) => schedule.advanceTo(now() + duration(by)) } };
}

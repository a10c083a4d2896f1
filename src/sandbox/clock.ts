import { ConfigurationError } from '../errors/configuration-error.ts';
import { createSchedule, type Schedule } from './schedule.ts';

/** The sandbox's time. Tokens, links, timestamps and the retries of webhooks all live by it. */
export interface SandboxClock {
  /** Milliseconds since 1970. Give it to the client as `now`, and both live in the same time. */
  readonly now: () => number;
  /**
   * Moves the time forward, and runs what falls due on the way, each at its own moment: retries, expiries, re-sends.
   * Called again, it goes further.
   *
   * @param by Milliseconds, or `'90s'`, `'5m'`, `'1h'`, `'3d'`.
   * @throws {ConfigurationError} when `by` is neither.
   * @example await sandbox.clock.advance('1h');
   */
  advance(by: number | string): Promise<void>;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `'1h'` to milliseconds. */
export function duration(by: number | string): number {
  const [, count = '', unit = 'ms'] = /^(\d{1,15})(ms|s|m|h|d)?$/.exec(String(by)) ?? [];
  if (count === '' || (typeof by === 'string' && !/[a-z]$/.test(by))) {
    throw new ConfigurationError(
      `advance was given ${JSON.stringify(by)}; expected milliseconds as a whole number, or a text such as '90s', '5m', '1h', '3d'.`,
    );
  }
  return Number(count) * (UNITS[unit] ?? 1);
}

export function createClock(
  options: { readonly stopped: boolean; readonly startAt?: Date | undefined },
  report: (error: unknown) => void,
): { clock: SandboxClock; schedule: Schedule } {
  const read = () => (options.stopped ? 0 : Date.now());
  let offset = (options.startAt?.getTime() ?? Date.now()) - read();
  const now = () => read() + offset;
  const schedule = createSchedule({ now, moveTo: (time) => (offset += Math.max(0, time - now())) }, report);
  return { schedule, clock: { now, advance: async (by) => schedule.advanceTo(now() + duration(by)) } };
}

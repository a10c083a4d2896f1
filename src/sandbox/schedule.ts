/** What some work will do, in words, and the order or payment request that it is about. */
interface Coming {
  readonly what: string;
  readonly about: string;
}

/** Runs work when it is due by the sandbox's clock. */
export interface Schedule {
  /**
   * Runs `work` when the clock reaches `time` (milliseconds). Work in the same lane runs in sequence. `describe` returns
   * undefined when the work has nothing left to do, as for the expiry of a link that is paid.
   */
  at(time: number, lane: string, work: () => void | Promise<void>, describe?: () => Coming | undefined): void;
  /** What will happen next, the earliest first, without work that has nothing left to do. */
  coming(count: number): (Coming & { readonly time: number })[];
  /** Runs everything that falls due until `target`, in order, each at its own time. */
  advanceTo(target: number): Promise<void>;
  /** Forgets everything that is not running yet. */
  clear(): void;
  /** Resolves when nothing is due and nothing is running. */
  idle(): Promise<void>;
  stop(): void;
}

interface Job {
  readonly time: number;
  readonly lane: string;
  readonly work: () => void | Promise<void>;
  readonly describe: () => Coming | undefined;
}

/** A clock that the schedule can move. */
export interface MovableClock {
  now(): number;
  moveTo(time: number): void;
}

// High enough for a busy shop, and low enough not to overload a slow one.
const MAX_CONCURRENT = 16;
const LONGEST_TIMER = 2 ** 31 - 1;

export function createSchedule(clock: MovableClock, report: (error: unknown) => void): Schedule {
  const jobs: Job[] = [];
  const lanes = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const waiting: (() => void)[] = [];
  let active = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stepping = false;
  let stopped = false;

  function arm(): void {
    clearTimeout(timer);
    const [next] = jobs;
    if (!next || stepping || stopped) return;
    timer = setTimeout(runDue, Math.min(Math.max(0, next.time - clock.now()), LONGEST_TIMER));
    // Future work does not keep the process alive; work that is due now does. A browser's timers are numbers.
    if (next.time > clock.now()) timer.unref?.();
  }

  function runDue(): void {
    while (jobs[0] && jobs[0].time <= clock.now()) start(jobs.shift() as Job);
    arm();
  }

  function start(job: Job): Promise<void> {
    const run = (lanes.get(job.lane) ?? Promise.resolve()).then(async () => {
      if (active >= MAX_CONCURRENT) await new Promise<void>((resolve) => waiting.push(resolve));
      active++;
      try {
        if (!stopped) await job.work();
      } catch (error) {
        report(error);
      } finally {
        active--;
        waiting.shift()?.();
      }
    });
    lanes.set(job.lane, run);
    running.add(run);
    void run.then(() => {
      running.delete(run);
      if (lanes.get(job.lane) === run) lanes.delete(job.lane);
    });
    return run;
  }

  async function idle(): Promise<void> {
    while (!stopped && (running.size > 0 || (jobs[0] && jobs[0].time <= clock.now()))) {
      runDue();
      await Promise.all(running);
    }
  }

  return {
    at(time, lane, work, describe = () => undefined) {
      if (stopped) return;
      let [index, end] = [0, jobs.length];
      while (index < end) {
        const middle = (index + end) >> 1;
        if ((jobs[middle] as Job).time <= time) index = middle + 1;
        else end = middle;
      }
      jobs.splice(index, 0, { time, lane, work, describe });
      if (index === 0) arm();
    },
    coming(count) {
      const found: (Coming & { time: number })[] = [];
      for (const { time, describe } of jobs) {
        if (found.length >= count) break;
        const coming = describe();
        if (coming) found.push({ ...coming, time });
      }
      return found;
    },
    async advanceTo(target) {
      await idle();
      stepping = true;
      try {
        for (let next = jobs[0]; next && next.time <= target && !stopped; next = jobs[0]) {
          jobs.shift();
          clock.moveTo(Math.max(clock.now(), next.time));
          await start(next);
        }
        clock.moveTo(target);
      } finally {
        stepping = false;
        arm();
      }
      await idle();
    },
    idle,
    clear() {
      jobs.length = 0;
      arm();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      jobs.length = 0;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

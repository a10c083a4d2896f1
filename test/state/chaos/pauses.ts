// Milliseconds. A claim of 3 s is renewed every 750 ms: whatever loses it stands still for longer than this.
const EVERY = 100;
const PAUSE = 1_000;

/** Calls back whenever this process, or the machine, has stood still: as good as a signal that stops it. */
export function reportPauses(report: () => void): NodeJS.Timeout {
  let last = performance.now();
  return setInterval(() => {
    if (performance.now() - last > EVERY + PAUSE) report();
    last = performance.now();
  }, EVERY);
}

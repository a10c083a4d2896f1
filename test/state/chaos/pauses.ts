// Milliseconds.
const EVERY = 100;
const PAUSE = 500;

/** Calls back whenever this process, or the machine, has stood still: as good as a signal that stops it. */
export function reportPauses(report: () => void): NodeJS.Timeout {
  let last = performance.now();
  return setInterval(() => {
    if (performance.now() - last > EVERY + PAUSE) report();
    last = performance.now();
  }, EVERY);
}

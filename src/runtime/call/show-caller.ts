import { isPayseraError } from '../../errors/paysera-error.ts';

// Where the stack was taken.
const OURS = 1;

/** Adds to the stack of an error of this package the lines of the code that awaits the call, unless they are there. */
export function showCaller(error: unknown, stack: string | undefined): void {
  if (!isPayseraError(error) || stack === undefined) return;
  const shown = new Set(placesIn(error.stack));
  const frames = stack.split('\n').filter((line) => placesIn(line).length > 0);
  const missing = frames.slice(OURS).filter((line) => placesIn(line).some((place) => !shown.has(place)));
  if (missing.length > 0) error.stack = [error.stack, ...missing].join('\n');
}

/** `file:line:column` of each frame, as V8, JavaScriptCore and SpiderMonkey write them. */
function placesIn(stack = ''): string[] {
  return stack.match(/[^\s()@]+:\d+:\d+/g) ?? [];
}

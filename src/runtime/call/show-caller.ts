import { isPayseraError } from '../../errors/paysera-error.ts';

// The frame in which a stack was taken.
const OURS = 1;

/**
 * Adds to the stack of an error of this package the lines of the code that made the call, unless they are there.
 *
 * @param awaited The code that awaits the call.
 * @param handedOn The code that handed its promise on.
 */
export function showCaller(error: unknown, awaited: string | undefined, handedOn: string | undefined): void {
  if (!isPayseraError(error)) return;
  const shown = new Set(placesIn(error.stack));
  const missing = [...framesOf(handedOn), ...framesOf(awaited)].filter((frame) =>
    placesIn(frame).some((place) => !shown.has(place) && shown.add(place)),
  );
  if (missing.length > 0) error.stack = [error.stack, ...missing].join('\n');
}

function framesOf(stack = ''): string[] {
  return stack
    .split('\n')
    .filter((line) => placesIn(line).length > 0)
    .slice(OURS);
}

/** `file:line` of each frame, as V8, JavaScriptCore and SpiderMonkey write them. */
function placesIn(stack = ''): string[] {
  return (stack.match(/[^\s()@]+:\d+:\d+/g) ?? []).map((place) => place.replace(/:\d+$/, ''));
}

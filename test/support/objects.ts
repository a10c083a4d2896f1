import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** How many objects cannot be collected: the same on every machine, whatever its heap looks like. */
export async function objectsAlive(): Promise<number> {
  // What a first collection finalizes lets go of more.
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await sleep(20);
  }
  return queryObjects(Object, { format: 'count' });
}

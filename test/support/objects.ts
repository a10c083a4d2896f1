import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects } from 'node:v8';

/** How many objects cannot be collected: the same on every machine, whatever its heap looks like. */
export async function objectsAlive(): Promise<number> {
  // What a first collection finalizes lets go of more.
  for (let round = 0; round < 3; round++) {
    queryObjects(Object, { format: 'count' });
    await sleep(20);
  }
  return queryObjects(Object, { format: 'count' });
}

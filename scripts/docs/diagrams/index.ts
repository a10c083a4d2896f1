import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawFrontRun } from './front-run.ts';
import { SEQUENCES, STATES } from './pictures.ts';
import { drawSequence } from './sequence.ts';
import { drawStates } from './states.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/pictures');

/** The drawn pictures of the docs, by the names of their files. */
export async function diagrams(): Promise<Map<string, string>> {
  return new Map([
    ['front-run.svg', await drawFrontRun()],
    ...Object.entries(SEQUENCES).map(([name, sequence]) => [`${name}.svg`, drawSequence(sequence)] as const),
    ...Object.entries(STATES).map(([name, states]) => [`${name}.svg`, drawStates(states)] as const),
  ]);
}

if (import.meta.main) {
  for (const [name, drawn] of await diagrams()) await writeFile(join(FOLDER, name), drawn);
}

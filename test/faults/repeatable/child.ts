import '../../support/loaded.ts';
import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs';
import { type Played, play } from '../world/run.ts';
import type { Plan } from '../world/world.ts';

// Milliseconds: longer than the disk or a thread takes for what it is asked.
const BUSY = 0.5;
const THREADS = 2;

/** Keeps the threads, the disk and each turn of the event loop of this process busy for as long as it lives. */
function strain(): void {
  const hash = () => pbkdf2('password', 'salt', 20_000, 64, 'sha512', hash);
  for (let thread = 0; thread < THREADS; thread++) hash();
  const read = () => readFile(import.meta.filename, read);
  read();
  const { performance } = globalThis;
  const now = performance.now.bind(performance);
  const turn = () => {
    for (const until = now() + BUSY; now() < until; );
    setImmediate(turn);
  };
  turn();
}

process.once('message', async ({ plans, strained }: { plans: readonly Plan[]; strained: boolean }) => {
  if (strained) strain();
  const played: Played[] = [];
  for (const plan of plans) played.push(await play(plan));
  process.send?.(played, undefined, undefined, () => process.exit());
});

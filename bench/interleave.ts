/** A client to be measured: `run` makes one call. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** The cost per call of one contender in each round. Round `n` is comparable across contenders. */
export interface Samples {
  readonly name: string;
  /** Microseconds of wall-clock time. */
  readonly wall: readonly number[];
  /** Microseconds of processor time of this process. */
  readonly cpu: readonly number[];
}

export interface Plan {
  readonly rounds: number;
  /** Calls of each contender in a round. */
  readonly calls: number;
  /** Concurrent calls. */
  readonly concurrency?: number;
}

/**
 * Runs the contenders in turns, a few calls each, round after round, so that disturbances affect all of them. Each round
 * has an order of its own, so that no contender always follows the same one, and finds the caches as that one leaves them.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, calls, concurrency = 1 }: Plan,
): Promise<readonly Samples[]> {
  const samples = contenders.map(({ name }) => ({ name, wall: [] as number[], cpu: [] as number[] }));
  // The first rounds are a warm-up and are discarded.
  const warm = Math.max(2, Math.ceil(rounds / 5));
  for (let round = -warm; round < rounds; round++) {
    for (const index of shuffled(contenders.length)) {
      const contender = contenders[index];
      if (!contender) continue;
      const cpu = process.cpuUsage();
      const started = performance.now();
      await batch(contender.run, calls, concurrency);
      const wall = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      samples[index]?.wall.push((wall * 1000) / calls);
      samples[index]?.cpu.push((user + system) / calls);
    }
  }
  return samples;
}

/** The numbers from 0 up to `count`, in any order. */
function shuffled(count: number): readonly number[] {
  const keys = Array.from({ length: count }, (_, index) => ({ index, key: Math.random() }));
  return keys.sort((a, b) => a.key - b.key).map(({ index }) => index);
}

/** `calls` calls, `concurrency` of them at once. */
async function batch(run: () => Promise<unknown>, calls: number, concurrency: number): Promise<void> {
  let left = calls;
  const worker = async () => {
    while (left-- > 0) await run();
  };
  if (concurrency === 1) await worker();
  else await Promise.all(Array.from({ length: concurrency }, worker));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The median ratio of two contenders over the rounds. */
export function ratioOf(ours: Samples, peer: Samples, by: 'wall' | 'cpu'): number {
  return median(ours[by].map((value, round) => value / (peer[by][round] ?? Number.NaN)));
}

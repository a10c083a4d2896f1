/** One that is measured: `run` makes one call. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** What one contender took in each round, per call. Round `n` of one stands beside round `n` of every other. */
export interface Samples {
  readonly name: string;
  /** Microseconds by the clock. */
  readonly wall: readonly number[];
  /** Microseconds of processor time of this process. */
  readonly cpu: readonly number[];
}

export interface Plan {
  readonly rounds: number;
  /** Calls of each contender in a round. */
  readonly calls: number;
  /** Calls under way at once. */
  readonly concurrency?: number;
}

/**
 * Runs contenders in turns, a few calls each, round after round: what disturbs the machine disturbs all of them. The
 * order moves on by one each round, so that nobody always comes after the same neighbour.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, calls, concurrency = 1 }: Plan,
): Promise<readonly Samples[]> {
  const samples = contenders.map(({ name }) => ({ name, wall: [] as number[], cpu: [] as number[] }));
  // The first rounds warm up: their figures are thrown away.
  const warm = Math.max(2, Math.ceil(rounds / 5));
  for (let round = -warm; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (turn + round + warm) % contenders.length;
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

/** The median over the rounds of what one took against another in the same round. */
export function ratioOf(ours: Samples, peer: Samples, by: 'wall' | 'cpu'): number {
  return median(ours[by].map((value, round) => value / (peer[by][round] ?? Number.NaN)));
}

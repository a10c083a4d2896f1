import type { Plan } from '../world/world.ts';
import type { Explored } from './worker.ts';

const EXAMPLES = 3;
const BETWEEN_LINES = 10_000;

interface Counts {
  count: number;
  same: number;
  wrong: number;
}

/** What was played so far, and what went wrong. */
export class Tally {
  wrong = 0;
  readonly #flows = new Map<string, Counts>();
  readonly #kinds = new Map<string, Plan[]>();
  readonly #started = Date.now();
  #shown = Date.now();

  add({ flow, count, same, wrong }: Explored): void {
    const counts = this.#flows.get(flow) ?? { count: 0, same: 0, wrong: 0 };
    counts.count += count;
    counts.same += same;
    counts.wrong += wrong.length;
    this.#flows.set(flow, counts);
    this.wrong += wrong.length;
    for (const { plan, violation } of wrong) {
      // Of calls and ids the rest is the same.
      const kind = `${flow}: ${violation.replaceAll(/\b(call|id|process)[- ]\d+/g, '$1')}`;
      this.#kinds.set(kind, [...(this.#kinds.get(kind) ?? []), plan]);
    }
  }

  /** @param share The fraction of all that is done. */
  show(share: number): void {
    if (Date.now() < this.#shown + BETWEEN_LINES) return;
    this.#shown = Date.now();
    const percent = Math.min(100, Math.floor(100 * share));
    console.log(
      `${String(percent).padStart(3)} %  ${this.#sum('count')} schedules, ${this.wrong} wrong, ${this.#seconds()} s`,
    );
  }

  summary(): string {
    const wrong = [...this.#kinds].flatMap(([kind, plans]) => [
      `${plans.length} × ${kind}`,
      ...plans.slice(0, EXAMPLES).map((plan) => `  npm run test:exhaustive -- '${JSON.stringify(plan)}'`),
      '',
    ]);
    const flows = [...this.#flows].map(
      ([flow, { count, same, wrong }]) =>
        `${flow.padEnd(52)}${String(count).padStart(8)} schedules${String(same).padStart(8)} the same${String(wrong).padStart(6)} wrong`,
    );
    const total = `${this.#sum('count')} schedules of ${this.#flows.size} flows in ${this.#seconds()} s: ${this.wrong} wrong`;
    const skipped = `${this.#sum('same')} more lead to the same runs as these: their last fault does nothing where it strikes, or what another does`;
    return ['', ...wrong, ...flows, '', total, skipped].join('\n');
  }

  #sum(what: 'count' | 'same'): number {
    return [...this.#flows.values()].reduce((sum, counts) => sum + counts[what], 0);
  }

  #seconds(): number {
    return Math.round((Date.now() - this.#started) / 1000);
  }
}

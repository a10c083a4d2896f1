/** One line of the table: a figure of ours beside the figure of one peer. */
export interface Row {
  /** What the lines around it have in common: the heading they stand under. */
  readonly group: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** Absent when the budget is an absolute one. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** Ours / peer: the median of the ratios of each round, where there are rounds. */
  readonly ratio?: number;
  readonly budget?: Budget;
}

export interface Budget {
  /** What is held against `limit`. */
  readonly on: 'ratio' | 'ours' | 'more';
  readonly limit: number;
  /** Sizes and counts: the same on every machine and in every run. */
  readonly deterministic?: true;
}

/** The figure that a budget speaks of. */
export function figureOf({ ours, peer, ratio, budget }: Row): number {
  if (budget?.on === 'ratio') return ratio ?? Number.NaN;
  return budget?.on === 'more' ? ours - (peer?.value ?? 0) : ours;
}

/** Whether a line keeps its budget, as far as it has one. `slack` 2 forgives twice the budget where time is measured. */
export function isMet(row: Row, slack = 1): boolean {
  if (!row.budget) return true;
  return figureOf(row) <= row.budget.limit * (row.budget.deterministic ? 1 : slack);
}

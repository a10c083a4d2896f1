/** A row of the table: a figure of this client next to a peer's. */
export interface Row {
  /** The heading of the group that the row belongs to. */
  readonly group: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** Absent when the budget is absolute. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** Ours / peer: the median of the ratios of each round, where there are rounds. */
  readonly ratio?: number;
  readonly budget?: Budget;
}

export interface Budget {
  /** The value compared with `limit`. */
  readonly on: 'ratio' | 'ours' | 'more';
  readonly limit: number;
  /** Sizes and counts: the same on every machine and in every run. */
  readonly deterministic?: true;
}

/** The figure that the budget applies to. */
export function figureOf({ ours, peer, ratio, budget }: Row): number {
  if (budget?.on === 'ratio') return ratio ?? Number.NaN;
  return budget?.on === 'more' ? ours - (peer?.value ?? 0) : ours;
}

/** Whether a row is within its budget, if it has one. A `slack` of 2 allows twice the budget where time is measured. */
export function isMet(row: Row, slack = 1): boolean {
  if (!row.budget) return true;
  return figureOf(row) <= row.budget.limit * (row.budget.deterministic ? 1 : slack);
}

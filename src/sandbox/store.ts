/** Rows of one kind, found by id or by an indexed field. */
export interface Table<Row extends { readonly id: string }> {
  get(id: string): Row | undefined;
  /** Adds the row, or puts it in place of the one with its id. */
  put(row: Row): void;
  delete(id: string): void;
  /** The rows whose `field` is `value`. Only for fields named when the table was opened. */
  by(field: keyof Row & string, value: string): Row[];
  /** Oldest first. */
  all(): Row[];
  /** Newest first, without copying the table. */
  newest(count: number): Row[];
  readonly size: number;
}

/** Where the sandbox keeps what it knows. */
export interface Store {
  table<Row extends { readonly id: string }>(name: string, indexes?: readonly (keyof Row & string)[]): Table<Row>;
  /** Everything that `work` puts is kept, or nothing of it. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** What a table tells whoever keeps it for longer than the process lives. */
export interface Keeper {
  put(id: string, json: string): void;
  delete(id: string): void;
}

/** A table in memory. */
export function memoryTable<Row extends { readonly id: string }>(
  indexes: readonly (keyof Row & string)[],
  keeper?: Keeper,
): Table<Row> & { load(row: Row): void } {
  const rows = new Map<string, Row>();
  const found = new Map(indexes.map((field) => [field as string, new Map<unknown, Set<string>>()]));

  function index(row: Row, change: (ids: Set<string>) => void): void {
    for (const field of indexes) {
      const values = found.get(field);
      const ids = values?.get(row[field]) ?? new Set<string>();
      change(ids);
      if (ids.size === 0) values?.delete(row[field]);
      else values?.set(row[field], ids);
    }
  }
  function load(row: Row): void {
    const before = rows.get(row.id);
    if (before) index(before, (ids) => ids.delete(row.id));
    rows.set(row.id, row);
    index(row, (ids) => ids.add(row.id));
  }
  const isRow = (row: Row | undefined): row is Row => row !== undefined;

  return {
    load,
    get: (id) => rows.get(id),
    put(row) {
      load(row);
      keeper?.put(row.id, JSON.stringify(row));
    },
    delete(id) {
      const row = rows.get(id);
      if (!row) return;
      rows.delete(id);
      index(row, (ids) => ids.delete(id));
      keeper?.delete(id);
    },
    by: (field, value) => [...(found.get(field)?.get(value) ?? [])].map((id) => rows.get(id)).filter(isRow),
    all: () => [...rows.values()],
    newest: (count) => [...rows.values()].slice(-count).reverse(),
    get size() {
      return rows.size;
    },
  };
}

/** Forgets everything when the process ends. */
export function memoryStore(): Store {
  return { table: (_, indexes = []) => memoryTable(indexes), transaction: (work) => work(), close() {} };
}

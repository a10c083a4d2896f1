/** Rows of one kind, looked up by id or by an indexed field. */
export interface Table<Row extends { readonly id: string }> {
  get(id: string): Row | undefined;
  /** Adds the row, or replaces the one with the same id. */
  put(row: Row): void;
  delete(id: string): void;
  /** Deletes every row. */
  clear(): void;
  /** The rows whose `field` is `value`. Only for fields named when the table was opened. */
  by(field: keyof Row & string, value: string): Row[];
  /** Oldest first. */
  all(): Row[];
  readonly size: number;
}

/** Where the sandbox keeps its rows. */
export interface Store {
  table<Row extends { readonly id: string }>(name: string, indexes?: readonly (keyof Row & string)[]): Table<Row>;
  /** Keeps everything that `work` writes, or nothing. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Persists the writes of a table beyond the life of the process. */
export interface Persistence {
  put(id: string, json: string): void;
  delete(id: string): void;
  clear(): void;
}

/** Creates a table in memory. */
export function memoryTable<Row extends { readonly id: string }>(
  indexes: readonly (keyof Row & string)[],
  persistence?: Persistence,
): Table<Row> & { load(row: Row): void } {
  const rows = new Map<string, Row>();
  const idsByField = new Map(indexes.map((field) => [field as string, new Map<unknown, Set<string>>()]));

  function index(row: Row, change: (ids: Set<string>) => void): void {
    for (const field of indexes) {
      const values = idsByField.get(field);
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
      persistence?.put(row.id, JSON.stringify(row));
    },
    delete(id) {
      const row = rows.get(id);
      if (!row) return;
      rows.delete(id);
      index(row, (ids) => ids.delete(id));
      persistence?.delete(id);
    },
    clear() {
      rows.clear();
      for (const values of idsByField.values()) values.clear();
      persistence?.clear();
    },
    by: (field, value) => [...(idsByField.get(field)?.get(value) ?? [])].map((id) => rows.get(id)).filter(isRow),
    all: () => [...rows.values()],
    get size() {
      return rows.size;
    },
  };
}

/** Creates a store that forgets everything when the process ends. */
export function memoryStore(): Store {
  return { table: (_, indexes = []) => memoryTable(indexes), transaction: (work) => work(), close() {} };
}

import type { SqlQuery } from './query.ts';
import { SQL_SCHEMA } from './schema.ts';

/** The parts of `node:sqlite` that are used. */
export interface SqliteDatabase {
  /** As in `node:sqlite`. */
  prepare(text: string): {
    /** As in `node:sqlite`. */
    all(...values: (string | number | null)[]): Iterable<Record<string, unknown>>;
  };
}

// Milliseconds that SQLite is tried while another process writes, in all and between two tries.
const BUSY_IN_ALL = 5_000;
const BUSY_PAUSE = 5;

/**
 * A query function over `node:sqlite`. While another process writes, it waits for up to 5 seconds.
 *
 * @param database A database, or the path of a file, which is opened on first use and created, with its tables, if it does
 * not exist. Its files are readable by their owner only, are written to disk before a query resolves, and shrink again.
 * @returns A function that rejects with a `ConfigurationError` when it is to open a path in a runtime without
 * `node:sqlite`. Node has it from 22.13 on.
 * @example const checkout = createCheckout({ state: sqlState(sqliteQuery('./payments.sqlite')) });
 */
export function sqliteQuery(database: SqliteDatabase | string): SqlQuery {
  let opening: Promise<SqliteDatabase> | undefined;
  const opened = (path: string) => {
    opening ??= import('./open-sqlite.ts').then(({ openSqlite }) => openSqlite(path, SQL_SCHEMA.sqlite));
    // So that the next query tries again.
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const query = async (strings: TemplateStringsArray, ...values: (string | number | null)[]) => {
    const end = performance.now() + BUSY_IN_ALL;
    for (;;) {
      try {
        const db = typeof database === 'string' ? await opened(database) : database;
        return db.prepare(strings.join('?')).all(...values);
      } catch (error) {
        if (!/database is (locked|busy)/.test(String(error)) || performance.now() >= end) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE + Math.random() * 4 * BUSY_PAUSE));
      }
    }
  };
  return Object.assign(query, { dialect: 'sqlite' } as const);
}

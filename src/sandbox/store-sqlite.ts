import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { memoryTable, type Store } from './store.ts';

/**
 * Keeps every row in a file. Reads come from memory; each write is in the file before the answer leaves.
 * The file belongs to one sandbox at a time: two of them would not see each other's rows.
 *
 * @throws {ConfigurationError} when this Node has no SQLite, or the file is not one of ours.
 */
export function sqliteStore(file: string): Store {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite) {
    throw new ConfigurationError(
      `db is ${JSON.stringify(file)}, but Node ${process.version} has no node:sqlite; expected Node 22.13 or later, or no db.`,
    );
  }
  const database = open(sqlite, file);
  const put = database.prepare(
    'INSERT INTO rows (kind, id, json) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json',
  );
  const remove = database.prepare('DELETE FROM rows WHERE kind = ? AND id = ?');
  const read = database.prepare('SELECT json FROM rows WHERE kind = ? ORDER BY place');
  let depth = 0;

  return {
    table<Row extends { readonly id: string }>(kind: string, indexes: readonly (keyof Row & string)[] = []) {
      const table = memoryTable<Row>(indexes, {
        put: (id, json) => void put.run(kind, id, json),
        delete: (id) => void remove.run(kind, id),
      });
      // Rows are written by this class only, and the file says so in its header.
      for (const { json } of read.iterate(kind)) table.load(JSON.parse(String(json)) as Row);
      return table;
    },
    transaction(work) {
      if (depth > 0) return work();
      database.exec('BEGIN');
      depth++;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth--;
      }
    },
    close: () => database.close(),
  };
}

// It holds credentials and what payers typed.
const PRIVATE = 0o600;

// "psbx" in ASCII: SQLite keeps a number in the file's header for the program that made it.
const APPLICATION = 0x70736278;

function open(sqlite: typeof import('node:sqlite'), file: string): InstanceType<typeof sqlite.DatabaseSync> {
  try {
    // Made by us first, so that it is never readable by others, not for a moment. Its -wal and -shm take the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', PRIVATE));
    const database = new sqlite.DatabaseSync(file);
    const { application_id: application } = database.prepare('PRAGMA application_id').get() ?? {};
    const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() ?? {};
    if (application !== APPLICATION && count !== 0) throw new Error('it is the database of another program');
    // One that was there before may be readable by others; what SQLite keeps beside it has the mode it was opened with.
    for (const part of ['', '-wal', '-shm'].map((end) => file + end).filter(existsSync)) chmodSync(part, PRIVATE);
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA application_id = ${APPLICATION};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS rows (
        place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, UNIQUE (kind, id)
      );
    `);
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      `db is ${JSON.stringify(file)}, which cannot be used: ${reason}. Expected a new file, or one that the sandbox made.`,
      { cause },
    );
  }
}

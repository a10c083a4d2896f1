import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { memoryTable, type Store } from '../../store/store.ts';
import { holderOf, noteHolder, removeHolder } from './db-holder.ts';

/**
 * Keeps every row in a file. Reads are served from memory; each write is in the file before the response is sent. Only
 * one sandbox can use the file at a time: two would not see each other's rows.
 *
 * @throws {ConfigurationError} when this Node has no SQLite, or the file was not created by a sandbox.
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
  const clear = database.prepare('DELETE FROM rows WHERE kind = ?');
  const read = database.prepare('SELECT json FROM rows WHERE kind = ? ORDER BY place');
  let depth = 0;

  return {
    table<Row extends { readonly id: string }>(kind: string, indexes: readonly (keyof Row & string)[] = []) {
      const table = memoryTable<Row>(indexes, {
        put: (id, json) => void put.run(kind, id, json),
        delete: (id) => void remove.run(kind, id),
        clear: () => void clear.run(kind),
      });
      // Only this store writes rows; the file's application id was checked.
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
    close() {
      removeHolder(file);
      database.close();
    },
  };
}

// The file contains credentials and what payers entered.
const PRIVATE = 0o600;

// "psbx" in ASCII: SQLite stores an application id in the file's header.
const APPLICATION = 0x70736278;

function open(sqlite: typeof import('node:sqlite'), file: string): InstanceType<typeof sqlite.DatabaseSync> {
  try {
    // Created here first, so that others can never read it. SQLite creates -wal and -shm with the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', PRIVATE));
    const database = new sqlite.DatabaseSync(file);
    const { application_id: application } = database.prepare('PRAGMA application_id').get() ?? {};
    const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() ?? {};
    if (application !== APPLICATION && count !== 0) throw new Error('it is the database of another application');
    // An existing file may be readable by others, and so may its -wal and -shm.
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
    noteHolder(file);
    return database;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const reason = said.includes('locked') ? `it is in use by ${holderOf(file)}` : said;
    throw new ConfigurationError(
      `db is ${JSON.stringify(file)}, which cannot be used: ${reason}. Expected a new file, or one created by the sandbox.`,
      { cause },
    );
  }
}

import type * as Sqlite from 'node:sqlite';
import { ConfigurationError } from '../errors/configuration-error.ts';

// Milliseconds that SQLite waits for another process, while this one does nothing else.
const BUSY_AT_ONCE = 50;

/** Opens a file, which is created with these tables if it does not exist. */
export function openSqlite(path: string, tables: string): Sqlite.DatabaseSync {
  const { DatabaseSync } = required('node:sqlite', globalThis.process?.getBuiltinModule?.('node:sqlite'));
  const { closeSync, openSync } = required('node:fs', globalThis.process?.getBuiltinModule?.('node:fs'));
  // SQLite creates its other files with the permissions of this one.
  closeSync(openSync(path, 'a', 0o600));
  const opened = new DatabaseSync(path, { timeout: BUSY_AT_ONCE });
  try {
    opened.exec(`PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${tables}`);
  } catch (error) {
    opened.close();
    throw error;
  }
  return opened;
}

/** A module of Node, loaded at run time: a bundler for browsers and workers would fail on an import of it. */
function required<Module>(id: string, found: Module | undefined): Module {
  if (found) return found;
  throw new ConfigurationError(
    `sqliteQuery needs ${id} to open a path, which this runtime has not: Node has it from 22.13 on.`,
  );
}

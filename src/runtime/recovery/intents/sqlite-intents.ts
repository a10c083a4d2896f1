import type * as Sqlite from 'node:sqlite';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { fieldsOf } from '../../../wire/fields-of.ts';
import { sleep } from '../../transport/sleep.ts';
import { type Intent, type IntentStore, isPending } from './intents.ts';

const SCHEMA = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS intents (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    idempotency_key TEXT,
    sent_at INTEGER NOT NULL,
    intent TEXT NOT NULL,
    claimed_by TEXT,
    claimed_until INTEGER
  );
  CREATE INDEX IF NOT EXISTS intents_by_key ON intents (idempotency_key) WHERE idempotency_key IS NOT NULL;`;

/**
 * Keeps intents in an SQLite file, on disk before a request is sent. Several processes on one machine may share it.
 * Settled intents are deleted, so that the file stays small.
 *
 * @param path The file. It is created if it does not exist, readable by its owner only. Needs `node:sqlite`: Node 22.13 or later.
 * @throws {ConfigurationError} when this runtime has no `node:sqlite`.
 * @example const checkout = createCheckout({ intents: sqliteIntents('./payments.sqlite') });
 */
export function sqliteIntents(path: string): IntentStore {
  const { DatabaseSync } = required('node:sqlite', globalThis.process?.getBuiltinModule?.('node:sqlite'));
  let opened: Sqlite.DatabaseSync | undefined;
  const database = (): Sqlite.DatabaseSync => {
    if (opened) return opened;
    const { closeSync, openSync } = required('node:fs', globalThis.process?.getBuiltinModule?.('node:fs'));
    // SQLite creates its other files with the permissions of this one.
    closeSync(openSync(path, 'a', 0o600));
    const made = new DatabaseSync(path, { timeout: BUSY_AT_ONCE });
    try {
      made.exec(SCHEMA);
    } catch (error) {
      made.close();
      throw error;
    }
    opened = made;
    return made;
  };
  const run = (sql: string, ...values: Sqlite.SQLInputValue[]) =>
    patiently(() =>
      Number(
        database()
          .prepare(sql)
          .run(...values).changes,
      ),
    );
  return {
    async save(intent) {
      if (!isPending(intent)) {
        const deleted = await run('DELETE FROM intents WHERE id = ?', intent.id);
        if (deleted > 0 && Math.random() < 1 / VACUUM_EVERY)
          await patiently(() => database().exec('PRAGMA incremental_vacuum'));
        return;
      }
      await run(
        `INSERT INTO intents (id, account, idempotency_key, sent_at, intent) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET intent = excluded.intent`,
        ...[intent.id, intent.account, intent.idempotencyKey ?? null, intent.sentAt, JSON.stringify(intent)],
      );
    },
    pending: ({ account, idempotencyKey: key }) =>
      patiently(() => {
        const all = 'SELECT intent FROM intents WHERE account = ?';
        const rows =
          key === undefined
            ? database().prepare(`${all} ORDER BY sent_at`).all(account)
            : database().prepare(`${all} AND idempotency_key = ? ORDER BY sent_at`).all(account, key);
        return rows.map(({ intent }) => JSON.parse(String(intent)) as Intent);
      }),
    async claim(id, owner, milliseconds) {
      const now = Date.now();
      const claimed = await run(
        `UPDATE intents SET claimed_by = ?, claimed_until = ?
         WHERE id = ? AND (claimed_by IS NULL OR claimed_by = ? OR claimed_until <= ?)`,
        ...[owner, now + milliseconds, id, owner, now],
      );
      return claimed > 0;
    },
    async release(id, owner) {
      await run(
        'UPDATE intents SET claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?',
        id,
        owner,
      );
    },
  };
}

const BUSY_AT_ONCE = 50;
const BUSY_IN_ALL = 5_000;
const VACUUM_EVERY = 200;

/** Retries while another process is writing, without blocking this one. */
async function patiently<T>(act: () => T): Promise<T> {
  const end = performance.now() + BUSY_IN_ALL;
  for (;;) {
    try {
      return act();
    } catch (error) {
      const isBusy = /database is (locked|busy)/.test(String(fieldsOf(error)['message']));
      if (!isBusy || performance.now() >= end) throw error;
      await sleep(5 + Math.random() * 20, undefined);
    }
  }
}

/** A module of Node, loaded at run time: a bundler for browsers and workers would fail on an import of it. */
function required<Module>(id: string, found: Module | undefined): Module {
  if (found) return found;
  throw new ConfigurationError(
    `sqliteIntents needs ${id}, which this runtime has not: Node has it from 22.13 on. Or give another IntentStore.`,
  );
}

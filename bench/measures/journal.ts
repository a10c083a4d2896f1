import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqlEntry } from '../ours.ts';
import type { Row } from '../row.ts';

const INTENTS = 100_000;
const ACCOUNT = 'account';

/** What the journal costs when so many intents are open: on disk, in memory, and to read. */
export async function journal(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  try {
    return await measured(join(folder, 'intents.sqlite'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(path: string): Promise<Row[]> {
  const { sqliteQuery, sqlState } = await sqlEntry();
  const { intents: store } = sqlState(sqliteQuery(path));
  const id = '00000000-0000-4000-8000-000000000000';
  const now = Date.now();
  await store.save({
    ...{ id, operation: 'createOrder', state: 'unknown', origin: 'https://api.paysera.com', account: ACCOUNT },
    ...{ sentAt: now, until: now + 30_000, offset: [-1200, 800] },
    facts: { reference: 'ORDER-2026-000001', amount: 1000, currency: 'EUR' },
  });
  multiply(path, id);
  const onDisk = (await stat(path)).size / 1e6;
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const before = used();
  const started = performance.now();
  const open = await store.pending({ account: ACCOUNT });
  const took = performance.now() - started;
  if (open.length !== INTENTS) throw new Error(`${open.length} intents were read, of ${INTENTS}.`);
  const inMemory = used() - before;
  const group = `Journal of ${INTENTS.toLocaleString('en')} open intents`;
  return [
    { group, what: 'file', unit: 'MB', ours: onDisk, budget: { on: 'ours', limit: 60, deterministic: true } },
    // After the file: what was read is still held.
    { group, what: 'heap, all of them read', unit: 'MB', ours: inMemory, budget: { on: 'ours', limit: 60 } },
    {
      group,
      what: `time to read ${open.length.toLocaleString('en')}`,
      unit: 'ms',
      ours: took,
      budget: { on: 'ours', limit: 1000 },
    },
  ];
}

/** Copies the one intent until there are enough. Saving each would measure the disk. */
function multiply(path: string, id: string): void {
  const database = new DatabaseSync(path);
  database
    .prepare(
      `INSERT INTO paysera_intents (id, account, idempotency_key, sent_at, intent)
       WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ?)
       SELECT printf('%08d', n) || substr(id, 9), account, idempotency_key, sent_at + n,
              replace(intent, id, printf('%08d', n) || substr(id, 9))
       FROM paysera_intents, copies WHERE id = ?`,
    )
    .run(INTENTS - 1, id);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

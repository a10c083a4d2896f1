import { stat } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { sqliteQuery, sqlState } from '../../src/sql/index.ts';
import { ACCOUNT, intent, path } from '../support/intents.ts';

test('the state in an SQLite file holds 100,000 intents in 60 MB, reads them in one query, and becomes small again by itself', {
  timeout: 60_000,
}, async () => {
  const file = await path();
  const query = vi.fn(sqliteQuery(file));
  const { intents: store } = sqlState(query);
  const many = Array.from({ length: 100_000 }, (_, i) =>
    intent(String(i), { id: crypto.randomUUID(), idempotencyKey: crypto.randomUUID() }),
  );
  await store.save(intent('0'));
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  const insert = database.prepare(
    'INSERT INTO paysera_intents (id, account, idempotency_key, sent_at, intent) VALUES (?, ?, ?, ?, ?)',
  );
  database.exec('BEGIN');
  for (const one of many) insert.run(one.id, one.account, one.idempotencyKey ?? null, one.sentAt, JSON.stringify(one));
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  expect((await stat(file)).size).toBeLessThan(60e6);
  query.mockClear();
  expect(await store.pending({ account: ACCOUNT })).toHaveLength(100_001);
  expect(query).toHaveBeenCalledOnce();
  database.exec('DELETE FROM paysera_intents WHERE sent_at >= 10');
  await store.save(intent('0', { state: 'happened' }));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  expect((await stat(file)).size).toBeLessThan(1e6);
});

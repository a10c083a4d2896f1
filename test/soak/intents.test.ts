import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Intent, sqliteIntents } from '../../src/index.ts';

const ACCOUNT = 'account-1';

function intent(n: number, id: string = crypto.randomUUID()): Intent {
  return {
    ...{ id, idempotencyKey: id, operation: 'createOrder', state: 'sent', origin: 'https://api.paysera.com' },
    ...{ account: ACCOUNT, sentAt: n, offset: [-500, 500], until: 2, facts: { reference: `A-${n}`, amount: 1000 } },
  };
}

test('sqliteIntents holds 100,000 intents in 60 MB, reads them in a second, and becomes small again by itself', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'intents.sqlite');
  const store = sqliteIntents(file);
  const many = Array.from({ length: 100_000 }, (_, i) => intent(i));
  await store.save(intent(0, '0'));
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  const insert = database.prepare(
    'INSERT INTO intents (id, account, idempotency_key, sent_at, intent) VALUES (?, ?, ?, ?, ?)',
  );
  database.exec('BEGIN');
  for (const one of many)
    insert.run(one.id, one.account, one.idempotencyKey ?? one.id, one.sentAt, JSON.stringify(one));
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  expect((await stat(file)).size).toBeLessThan(60e6);
  const began = process.cpuUsage();
  expect(await store.pending({ account: ACCOUNT })).toHaveLength(100_001);
  const { user, system } = process.cpuUsage(began);
  console.log(`100,000 intents: ${(await stat(file)).size} bytes, read in ${(user + system) / 1000} ms of CPU`);
  expect((user + system) / 1e6).toBeLessThan(1);
  database.exec('DELETE FROM intents WHERE sent_at >= 10');
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await store.save({ ...intent(0, '0'), state: 'happened' });
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  expect((await stat(file)).size).toBeLessThan(1e6);
  vi.restoreAllMocks();
});

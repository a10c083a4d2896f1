import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type IntentStore, memoryIntents, sqliteIntents } from '../../../src/index.ts';
import { ACCOUNT, intent, path } from '../../support/intents.ts';

const ids = async (store: IntentStore, idempotencyKey?: string) =>
  (await store.pending({ account: ACCOUNT, idempotencyKey })).map(({ id }) => id);

describe.each([
  ['memoryIntents', async () => memoryIntents()],
  ['sqliteIntents', async () => sqliteIntents(await path())],
] as const)('%s', (_, make) => {
  test('pending() lists open intents, oldest first, and no settled ones', async () => {
    const store = await make();
    expect(await ids(store)).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await store.save(intent(id));
    await store.save(intent('2', { state: 'happened' }));
    await store.save(intent('3', { state: 'did-not-happen' }));
    await store.save(intent('1', { state: 'unknown' }));
    expect(await ids(store)).toEqual(['1', '4']);
    expect((await store.pending({ account: ACCOUNT }))[0]).toEqual(intent('1', { state: 'unknown' }));
  });

  test('pending() lists the intents of one account, or of one key', async () => {
    const store = await make();
    await store.save(intent('1', { account: 'another' }));
    await store.save(intent('2', { idempotencyKey: 'key' }));
    await store.save(intent('3'));
    expect(await ids(store)).toEqual(['2', '3']);
    expect(await ids(store, 'key')).toEqual(['2']);
  });

  test('all intents are kept when many are saved at once', async () => {
    const store = await make();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.save(intent(String(i)))));
    expect(new Set(await ids(store)).size).toBe(50);
  });

  test('one of several claimants gets an intent, until its claim expires or is released', async () => {
    const store = await make();
    await store.save(intent('1'));
    const claimed = await Promise.all(['a', 'b', 'c'].map((owner) => store.claim('1', owner, 60_000)));
    expect(claimed.filter(Boolean)).toHaveLength(1);
    const owner = ['a', 'b', 'c'][claimed.indexOf(true)] ?? '';
    expect(await store.claim('1', owner, 60_000), 'the same owner claims again').toBe(true);
    await store.release('1', 'another');
    expect(await store.claim('1', 'another', 60_000)).toBe(false);
    await store.release('1', owner);
    expect(await store.claim('1', 'another', -1)).toBe(true);
    expect(await store.claim('1', owner, 60_000), 'the claim has expired').toBe(true);
    await store.save(intent('1', { state: 'happened' }));
    expect(await store.claim('1', owner, 60_000), 'settled').toBe(false);
    expect(await store.claim('unknown', owner, 60_000)).toBe(false);
  });

  test('saving a later state keeps the claim', async () => {
    const store = await make();
    await store.save(intent('1'));
    await store.claim('1', 'a', 60_000);
    await store.save(intent('1', { state: 'unknown' }));
    expect(await store.claim('1', 'b', 60_000)).toBe(false);
  });
});

describe('sqliteIntents', () => {
  test('all files of the database are readable by their owner only', async () => {
    const file = await path();
    await sqliteIntents(file).save(intent('1'));
    if (process.platform === 'win32') return;
    for (const name of await readdir(join(file, '..'))) {
      expect((await stat(join(file, '..', name))).mode & 0o777, name).toBe(0o600);
    }
  });

  test('several connections share a file, and only one of them gets the claim', async () => {
    const file = await path();
    const stores = Array.from({ length: 4 }, () => sqliteIntents(file));
    await Promise.all(stores.map((store, i) => store.save(intent(String(i + 1)))));
    for (const store of stores) expect(await ids(store)).toEqual(['1', '2', '3', '4']);
    const claims = await Promise.all(stores.map((store, i) => store.claim('1', `owner-${i}`, 60_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test('the file shrinks by itself as intents are settled', async () => {
    const file = await path();
    const store = sqliteIntents(file);
    const reference = 'A'.repeat(100_000);
    for (let i = 1; i <= 20; i++) await store.save(intent(String(i), { facts: { reference } }));
    const random = vi.spyOn(Math, 'random');
    onTestFinished(() => random.mockRestore());
    const { DatabaseSync } = await import('node:sqlite');
    const sizeNow = async () => {
      const database = new DatabaseSync(file);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      return (await stat(file)).size;
    };
    // Once in two hundred times: to shrink a file costs more than to leave it.
    random.mockReturnValue(1 / 200);
    for (let i = 1; i < 20; i++) await store.save(intent(String(i), { state: 'happened' }));
    expect(await sizeNow()).toBeGreaterThan(2e6);
    random.mockReturnValue(1 / 201);
    await store.save(intent('unknown', { state: 'happened' }));
    expect(await sizeNow(), 'nothing was settled').toBeGreaterThan(2e6);
    await store.save(intent('20', { state: 'happened' }));
    expect(await sizeNow()).toBeLessThan(100_000);
  });

  test.each([
    ['bytes of another file', 'this is not a database, but it is long enough to be read as one'],
    ['a file of JSON lines', `${JSON.stringify(intent('1'))}\n`],
  ])('a damaged file is reported on every read and write: %s', async (_, garbage) => {
    const file = await path();
    await writeFile(file, garbage);
    const store = sqliteIntents(file);
    await expect(store.save(intent('1'))).rejects.toThrow(/not a database/);
    await expect(store.pending({ account: ACCOUNT })).rejects.toThrow(/not a database/);
  });

  test('a file that cannot be read or written is reported', async () => {
    await expect(sqliteIntents(join(await path(), 'not-a-folder', 'x')).save(intent('1'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(sqliteIntents(tmpdir()).pending({ account: ACCOUNT })).rejects.toThrow();
    const file = await path();
    await writeFile(file, '');
    await chmod(file, 0o400);
    if (process.getuid?.() !== 0) await expect(sqliteIntents(file).save(intent('1'))).rejects.toThrow();
  });

  test('save waits while another process writes, and loses nothing', async () => {
    const file = await path();
    const store = sqliteIntents(file);
    await store.save(intent('1'));
    const { DatabaseSync } = await import('node:sqlite');
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const saving = store.save(intent('2'));
    setTimeout(() => other.exec('COMMIT'), 100);
    await saving;
    expect(await ids(store)).toEqual(['1', '2']);
  });

  test('a runtime without node:sqlite is rejected with the version that has it', () => {
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (() => undefined) as unknown as typeof getBuiltinModule;
    try {
      expect(() => sqliteIntents('x')).toThrow(/node:sqlite.*Node has it from 22\.13/);
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});

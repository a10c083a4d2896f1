import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Intent, type IntentStore, memoryIntents, sqliteIntents } from '../../../src/index.ts';

const ACCOUNT = 'account-1';

function intent(id: string, more: Partial<Intent> = {}): Intent {
  return {
    ...{ id, operation: 'createOrder', state: 'sent', origin: 'https://api.paysera.com', account: ACCOUNT },
    ...{ sentAt: Number(id), offset: [-500, 500], until: 2, facts: { reference: `A-${id}`, amount: 1000 } },
    ...more,
  };
}

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'intents.sqlite');
}

const ids = async (store: IntentStore, idempotencyKey?: string) =>
  (await store.pending({ account: ACCOUNT, idempotencyKey })).map(({ id }) => id);

describe.each([
  ['memoryIntents', async () => memoryIntents()],
  ['sqliteIntents', async () => sqliteIntents(await path())],
] as const)('%s', (_, make) => {
  test('lists open intents, oldest first, and forgets settled ones', async () => {
    const store = await make();
    expect(await ids(store)).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await store.save(intent(id));
    await store.save(intent('2', { state: 'happened' }));
    await store.save(intent('3', { state: 'did-not-happen' }));
    await store.save(intent('1', { state: 'unknown' }));
    expect(await ids(store)).toEqual(['1', '4']);
    expect((await store.pending({ account: ACCOUNT }))[0]).toEqual(intent('1', { state: 'unknown' }));
  });

  test('lists those of one account, and of one key', async () => {
    const store = await make();
    await store.save(intent('1', { account: 'another' }));
    await store.save(intent('2', { idempotencyKey: 'key' }));
    await store.save(intent('3'));
    expect(await ids(store)).toEqual(['2', '3']);
    expect(await ids(store, 'key')).toEqual(['2']);
  });

  test('keeps them all when many are saved at once', async () => {
    const store = await make();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.save(intent(String(i)))));
    expect(new Set(await ids(store)).size).toBe(50);
  });

  test('gives an intent to one of those who claim it, until its lease is over or given back', async () => {
    const store = await make();
    await store.save(intent('1'));
    const claimed = await Promise.all(['a', 'b', 'c'].map((owner) => store.claim('1', owner, 60_000)));
    expect(claimed.filter(Boolean)).toHaveLength(1);
    const owner = ['a', 'b', 'c'][claimed.indexOf(true)] ?? '';
    expect(await store.claim('1', owner, 60_000), 'the same owner again').toBe(true);
    await store.release('1', 'another');
    expect(await store.claim('1', 'another', 60_000)).toBe(false);
    await store.release('1', owner);
    expect(await store.claim('1', 'another', -1)).toBe(true);
    expect(await store.claim('1', owner, 60_000), 'its lease is over').toBe(true);
    await store.save(intent('1', { state: 'happened' }));
    expect(await store.claim('1', owner, 60_000), 'settled').toBe(false);
    expect(await store.claim('unknown', owner, 60_000)).toBe(false);
  });

  test('a later state keeps the claim', async () => {
    const store = await make();
    await store.save(intent('1'));
    await store.claim('1', 'a', 60_000);
    await store.save(intent('1', { state: 'unknown' }));
    expect(await store.claim('1', 'b', 60_000)).toBe(false);
  });
});

describe('sqliteIntents', () => {
  test('is readable by its owner only, with all its files', async () => {
    const file = await path();
    await sqliteIntents(file).save(intent('1'));
    if (process.platform === 'win32') return;
    for (const name of await readdir(join(file, '..'))) {
      expect((await stat(join(file, '..', name))).mode & 0o777, name).toBe(0o600);
    }
  });

  test('is shared by several connections, of which one only claims', async () => {
    const file = await path();
    const stores = Array.from({ length: 4 }, () => sqliteIntents(file));
    await Promise.all(stores.map((store, i) => store.save(intent(String(i + 1)))));
    for (const store of stores) expect(await ids(store)).toEqual(['1', '2', '3', '4']);
    const claims = await Promise.all(stores.map((store, i) => store.claim('1', `owner-${i}`, 60_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test.each([
    ['bytes of another file', 'this is no database at all, and long enough to be looked at as one'],
    ['a file of JSON lines', `${JSON.stringify(intent('1'))}\n`],
  ])('that is damaged says so, and drops nothing without a word: %s', async (_, garbage) => {
    const file = await path();
    await writeFile(file, garbage);
    const store = sqliteIntents(file);
    await expect(store.save(intent('1'))).rejects.toThrow(/not a database/);
    await expect(store.pending({ account: ACCOUNT })).rejects.toThrow(/not a database/);
  });

  test('that cannot be read or written says so', async () => {
    await expect(sqliteIntents(join(await path(), 'not-a-folder', 'x')).save(intent('1'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(sqliteIntents(tmpdir()).pending({ account: ACCOUNT })).rejects.toThrow();
    const file = await path();
    await writeFile(file, '');
    await chmod(file, 0o400);
    if (process.getuid?.() !== 0) await expect(sqliteIntents(file).save(intent('1'))).rejects.toThrow();
  });

  test('waits for another process that writes, and keeps what it is given', async () => {
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

  test('asks for a runtime that has SQLite', () => {
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (() => undefined) as unknown as typeof getBuiltinModule;
    try {
      expect(() => sqliteIntents('x')).toThrow(/node:sqlite.*Node has it from 22\.13/);
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});

import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryIntents } from '../../../../src/index.ts';
import { factOf } from '../../../../src/runtime/recovery/intents/intents.ts';
import { sqliteQuery, sqlState } from '../../../../src/sql/index.ts';
import { openSqlite } from '../../../../src/sql/open-sqlite.ts';
import { ACCOUNT, intent, path } from '../../../support/intents.ts';
import { idsOf, intentPromises } from '../../../support/state/intent-promises.ts';

/** The journal on one machine. */
const sqliteIntents = (file: string) => sqlState(sqliteQuery(file)).intents;

describe.each([
  ['memoryIntents', async () => memoryIntents()],
  ['the intents in an SQLite file', async () => sqliteIntents(await path())],
] as const)('%s', (_, make) => {
  intentPromises(make);

  test('a claim ends with its intent, and giving back what nobody holds does nothing', async () => {
    const store = await make();
    await store.release('1', 'a');
    await store.save(intent('1'));
    await store.claim('1', 'a', 60_000);
    await store.save(intent('1', { state: 'happened' }));
    await store.save(intent('1'));
    expect(await store.claim('1', 'b', 60_000)).toBe(true);
  });
});

describe('the intents in an SQLite file', () => {
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
    for (const store of stores) expect(await idsOf(store)).toEqual(['1', '2', '3', '4']);
    const claims = await Promise.all(stores.map((store, i) => store.claim('1', `owner-${i}`, 60_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test('the file shrinks by itself as intents are settled', async () => {
    const file = await path();
    const store = sqliteIntents(file);
    const reference = 'A'.repeat(100_000);
    for (let i = 1; i <= 20; i++) await store.save(intent(String(i), { facts: { reference } }));
    const { DatabaseSync } = await import('node:sqlite');
    const sizeNow = async () => {
      const database = new DatabaseSync(file);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      return (await stat(file)).size;
    };
    expect(await sizeNow()).toBeGreaterThan(2e6);
    for (let i = 1; i <= 20; i++) await store.save(intent(String(i), { state: 'happened' }));
    expect(await sizeNow()).toBeLessThan(150_000);
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
    await rm(file);
    await store.save(intent('1'));
    expect(await idsOf(store), 'it is opened again after a repair').toEqual(['1']);
  });

  test('a damaged intent between others is reported, not passed over', async () => {
    const file = await path();
    const store = sqliteIntents(file);
    for (const id of ['1', '2', '3']) await store.save(intent(id));
    const { DatabaseSync } = await import('node:sqlite');
    const other = new DatabaseSync(file);
    other.exec("UPDATE paysera_intents SET intent = substr(intent, 1, 40) WHERE id = '2'");
    other.close();
    await expect(store.pending({ account: ACCOUNT })).rejects.toThrow(SyntaxError);
    await store.save(intent('2'));
    expect(await idsOf(store)).toEqual(['1', '2', '3']);
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
    expect(await idsOf(store)).toEqual(['1', '2']);
  });

  test('save waits at most five seconds for another process', async () => {
    const file = await path();
    const store = sqliteIntents(file);
    await store.save(intent('1'));
    const { DatabaseSync } = await import('node:sqlite');
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const pauses = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((resume: () => void, ms: number) => {
      now = [4_999, 5_000][now === 0 ? 0 : 1] ?? now;
      setImmediate(resume);
      return ms;
    }) as unknown as typeof setTimeout);
    onTestFinished(() => {
      clock.mockRestore();
      pauses.mockRestore();
      other.close();
    });
    await expect(store.save(intent('2'))).rejects.toThrow(/locked/);
    expect(now).toBe(5_000);
    for (const [, ms] of pauses.mock.calls) {
      expect(ms).toBeGreaterThanOrEqual(5);
      expect(ms).toBeLessThan(25);
    }
    expect(pauses.mock.calls).toHaveLength(2);
  });

  test('many queries at once open the file once', async () => {
    const file = await path();
    const sql = sqliteQuery(file);
    const { intents, claims } = sqlState(sql);
    await Promise.all(Array.from({ length: 20 }, (_, i) => intents.save(intent(String(i)))));
    // What belongs to a connection is seen by all that follow.
    await sql`CREATE TEMP TABLE seen (id TEXT)`;
    expect([...(await sql`SELECT count(*) AS n FROM seen`)]).toEqual([{ n: 0 }]);
    expect(await claims.claim('k', 'a', 1_000)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['no such module', { getBuiltinModule: () => undefined }],
    ['no way to ask for one', {}],
    ['no process', undefined],
  ])('a runtime with %s is rejected with the version of Node that has SQLite', async (_, runtime) => {
    vi.stubGlobal('process', runtime);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(() => openSqlite('x', '')).toThrow(/node:sqlite.*Node has it from 22\.13/);
  });
});

test('a fact is a text, a number or null; nothing else is kept', () => {
  const values = ['A-1', '', 7, 0, null];
  expect(values.map(factOf)).toEqual(values);
  expect([true, {}, ['A-1'], undefined, 7n].map(factOf)).toEqual(Array(5).fill(undefined));
});

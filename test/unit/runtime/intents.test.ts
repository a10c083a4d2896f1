import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileIntents, type Intent, type IntentStore, memoryIntents } from '../../../src/index.ts';

function intent(id: string, state: Intent['state'] = 'sent'): Intent {
  return { id, operation: 'createOrder', state, sentAt: 1, until: 2, facts: { reference: `A-${id}`, amount: 1000 } };
}

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'intents.jsonl');
}

const ids = async (store: IntentStore) => (await store.pending()).map(({ id }) => id);

describe.each([
  ['memoryIntents', async () => memoryIntents()],
  ['fileIntents', async () => fileIntents(await path())],
] as const)('%s', (_, make) => {
  test('lists open intents, oldest first, and forgets settled ones', async () => {
    const store = await make();
    expect(await store.pending()).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await store.save(intent(id));
    await store.save(intent('2', 'happened'));
    await store.save(intent('3', 'did-not-happen'));
    await store.save(intent('1', 'unknown'));
    expect(await ids(store)).toEqual(['1', '4']);
    expect((await store.pending())[0]).toEqual(intent('1', 'unknown'));
  });

  test('keeps them all when many are saved at once', async () => {
    const store = await make();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.save(intent(String(i)))));
    expect(new Set(await ids(store)).size).toBe(50);
  });
});

describe('fileIntents', () => {
  test('has a line of JSON for each state, readable by its owner only', async () => {
    const file = await path();
    await fileIntents(file).save(intent('1'));
    await fileIntents(file).save(intent('1', 'happened'));
    const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    expect(lines.map((line) => JSON.parse(line).state)).toEqual(['sent', 'happened']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is shared by several processes', async () => {
    const file = await path();
    await fileIntents(file).save(intent('1'));
    await fileIntents(file).save(intent('2'));
    expect(await ids(fileIntents(file))).toEqual(['1', '2']);
  });

  test.each([
    ['a line that a crash cut short', '\n{"id":"x","operation":"crea'],
    ['lines that are no intents', '\n7\nnull\n[]\n{}\n"text"\n\n\n'],
    ['bytes of another file', '\n\u0000\u0001\u0002'],
  ])('reads past %s, and writes on behind it', async (_, garbage) => {
    const file = await path();
    const store = fileIntents(file);
    await store.save(intent('1'));
    await appendFile(file, garbage);
    await store.save(intent('2'));
    expect(await ids(store)).toEqual(['1', '2']);
  });

  test('that cannot be read or written says so', async () => {
    const store = fileIntents(join(await path(), 'not-a-folder', 'intents.jsonl'));
    await expect(store.save(intent('1'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileIntents(tmpdir()).pending()).rejects.toThrow();
  });
});

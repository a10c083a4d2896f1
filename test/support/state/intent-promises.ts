import { expect, test } from 'vitest';
import type { IntentStore } from '../../../src/index.ts';
import { ACCOUNT, intent } from '../intents.ts';

export const idsOf = async (store: IntentStore, idempotencyKey?: string): Promise<string[]> =>
  (await store.pending({ account: ACCOUNT, idempotencyKey })).map(({ id }) => id);

/** What every store of intents promises. `make` gives one that is empty. */
export function intentPromises(make: () => Promise<IntentStore>): void {
  test('pending() lists open intents, oldest first, and no settled ones', async () => {
    const store = await make();
    expect(await idsOf(store)).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await store.save(intent(id));
    await store.save(intent('2', { state: 'happened' }));
    await store.save(intent('3', { state: 'did-not-happen' }));
    await store.save(intent('1', { state: 'unknown' }));
    expect(await idsOf(store)).toEqual(['1', '4']);
    expect((await store.pending({ account: ACCOUNT }))[0]).toEqual(intent('1', { state: 'unknown' }));
  });

  test('pending() lists the intents of one account, or of one key', async () => {
    const store = await make();
    await store.save(intent('1', { account: 'another' }));
    await store.save(intent('2', { idempotencyKey: 'key' }));
    await store.save(intent('3'));
    expect(await idsOf(store)).toEqual(['2', '3']);
    expect(await idsOf(store, 'key')).toEqual(['2']);
  });

  test('all intents are kept when many are saved at once', async () => {
    const store = await make();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.save(intent(String(i)))));
    expect(new Set(await idsOf(store)).size).toBe(50);
  });

  test('one of several claimants gets an intent, until its claim expires or is released', async () => {
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

  test('saving a later state keeps the claim', async () => {
    const store = await make();
    await store.save(intent('1'));
    await store.claim('1', 'a', 60_000);
    await store.save(intent('1', { state: 'unknown' }));
    expect(await store.claim('1', 'b', 60_000)).toBe(false);
  });

  test('keys that differ in case, spaces or signs are different keys', async () => {
    const store = await make();
    for (const [index, key] of ['key', 'KEY', "k'%_y", 'kéy'].entries())
      await store.save(intent(`${index}`, { idempotencyKey: key }));
    expect(await idsOf(store, 'key')).toEqual(['0']);
    expect(await idsOf(store, "k'%_y")).toEqual(['2']);
  });
}

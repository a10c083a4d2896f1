import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { ConnectionError, memoryIntents, OutcomeUnknownError } from '../../../../src/index.ts';
import type { Intent } from '../../../../src/runtime/recovery/intents/intents.ts';
import type { ApiResponse } from '../../../../src/runtime/transport/read-response.ts';
import { CONTEXT, journalWith, lose, NO_CALL, NOT, OPERATION, responseOf, thrown } from '../../../support/journal.ts';

describe('the journal', () => {
  test('the journal has the intent before the request is sent, and its outcome afterwards', async () => {
    const { run, states, written, intents } = journalWith(async () => NOT);
    await run(async () => {
      expect(states()).toEqual(['sent']);
      expect(await intents.pending()).toHaveLength(1);
    });
    expect(states()).toEqual(['sent', 'happened']);
    expect(written[0]).toMatchObject({ operation: 'createOrder', facts: { reference: 'A-1' } });
    expect(new Set(written.map(({ id }) => id)).size).toBe(1);
    expect(await intents.pending()).toEqual([]);
  });

  test.each<[string, Error, Intent['state']]>([
    ['a connection error', new ConnectionError('refused'), 'did-not-happen'],
    ['a lost response', new OutcomeUnknownError('lost'), 'unknown'],
    // A bug in the client after a successful request must not look as if nothing had happened.
    ['an unexpected error', new TypeError('oops'), 'unknown'],
  ])('after %s, the journal has the matching state', async (_, error, state) => {
    const { run, states } = journalWith(async () => NOT);
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(states()).toEqual(['sent', state]);
  });

  test('a journal that cannot be written stops the call before anything is sent', async () => {
    const run = vi.fn();
    for (const save of [() => Promise.reject(new Error('disk full')), () => thrown('disk full')]) {
      const { journal } = journalWith(async () => NOT, { store: { ...memoryIntents(), save } });
      await expect(journal.run(OPERATION, {}, CONTEXT, run, NO_CALL)).rejects.toMatchObject({
        name: 'ConfigurationError',
        cause: { message: 'disk full' },
      });
    }
    expect(run).not.toHaveBeenCalled();
  });

  test.each(['rejects', 'throws'] as const)(
    'a journal that %s after the response does not turn a success into an error',
    async (how) => {
      let writes = 0;
      const save = () => {
        if (writes++ === 0) return Promise.resolve();
        return how === 'rejects' ? Promise.reject(new Error('disk full')) : thrown('disk full');
      };
      const { run } = journalWith(async () => NOT, { store: { ...memoryIntents(), save } });
      await expect(run(async () => ({ order_id: 'o' }))).resolves.toMatchObject({ data: { order_id: 'o' } });
    },
  );
});

describe('a call that reuses the key of an earlier call', () => {
  test('a success settles the earlier call with the same key', async () => {
    const { refund, intents } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    await refund(async () => responseOf({ refund_id: 'r' }));
    await vi.waitFor(async () => expect(await intents.pending()).toEqual([]));
  });

  test.each<[string, () => Promise<ApiResponse>]>([
    ['rejected', async () => responseOf({ error: 'conflict' }, false)],
    ['not sent', () => Promise.reject(new ConnectionError('refused'))],
  ])('a call that is %s leaves the earlier call with the same key unknown', async (_, act) => {
    const { refund, intents } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    await expect(refund(act)).rejects.toMatchObject({ name: 'OutcomeUnknownError', idempotencyKey: 'key-1' });
    expect((await intents.pending()).map(({ idempotencyKey }) => idempotencyKey)).toEqual(['key-1', 'key-1']);
  });

  test('an unknown call is remembered by its key after a restart', async () => {
    const { refund, store } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    const after = journalWith(async () => NOT, { store });
    const refused = after.refund(async () => responseOf({ error: 'conflict' }, false));
    await expect(refused).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
  });
});

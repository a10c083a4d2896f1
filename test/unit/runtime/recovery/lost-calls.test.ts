import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { ConnectionError } from '../../../../src/index.ts';
import { createClock } from '../../../../src/runtime/clock.ts';
import type { Lookup, TimeWindow } from '../../../../src/runtime/recovery/lookup/lookup.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  CONTEXT,
  clockOf,
  INTENT,
  journalWith,
  KEYED,
  lose,
  lost,
  NO_CALL,
  NOT,
  OPERATION,
  responseOf,
  thrown,
  unknownError,
  watched,
} from '../../../support/journal.ts';

fakeTimers({ elapsed: 1_000_000 });

const refuse = async () => responseOf({ error: 'conflict' }, false);
const WITHOUT_STORE = { store: undefined };

describe('an intent', () => {
  test('says what it is, and until when its call may act', async () => {
    const { run, written } = journalWith(async () => NOT, { clock: clockOf(() => true, 1500) });
    await run(async () => ({ order_id: 'o' }), { timeout: 5000 });
    const now = Date.now();
    expect(written[0]).toStrictEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      operation: 'createOrder',
      state: 'sent',
      origin: 'https://api.paysera.com',
      account: 'account-1',
      sentAt: now,
      offset: [1500, 1500],
      until: now + 5000,
      facts: { reference: 'A-1' },
    });
  });

  test('of a step lasts as long as the composite call, and has its key', async () => {
    const { run, written } = journalWith(async () => NOT, { clock: clockOf(() => false) });
    await vi.advanceTimersByTimeAsync(1234);
    await run(async () => ({ order_id: 'o' }), { step: { endsAt: performance.now() + 50_000, key: 'key-1' } });
    expect(written[0]).toMatchObject({ until: Date.now() + 50_000, idempotencyKey: 'key-1' });
    expect(written[0]).not.toHaveProperty('offset');
  });

  test('whose response was lost says until when its call acted, however long its store took', async () => {
    const { store } = watched({ save: () => new Promise((resolve) => setTimeout(resolve, 6000)) });
    const saved = vi.spyOn(store, 'save');
    const { run } = journalWith(async () => NOT, { store });
    const began = Date.now();
    const running = lost(run);
    await vi.advanceTimersByTimeAsync(6000);
    await running;
    await vi.advanceTimersByTimeAsync(6000);
    expect(saved).toHaveBeenLastCalledWith(expect.objectContaining({ state: 'unknown', until: began + 6000 }));
  });

  test('is looked for in its own time, though the clock was set while it was stored', async () => {
    let ahead = 3_600_000;
    const now = () => Date.now() + ahead;
    const clock = createClock(now, () => {});
    const paysera = () => clock.learn(new Date(Date.now()).toUTCString());
    paysera();
    const setRight = async () => {
      ahead = 0;
    };
    const { store } = watched({ save: setRight });
    const windows: TimeWindow[] = [];
    const look: Lookup<object> = async (_, { made }) => {
      windows.push(made);
      return NOT;
    };
    const { run } = journalWith(look, { store, clock, now });
    const error = await lost(run);
    paysera();
    await error.resolve();
    const sent = Math.floor(Date.now() / 1000);
    expect(windows).toEqual([{ likely: [sent - 2, expect.any(Number)], possible: [sent - 62, expect.any(Number)] }]);
  });

  test('is closed when Paysera refuses, and the refusal is what the caller gets', async () => {
    const { journal, states } = journalWith(async () => NOT);
    const refused = await refuse();
    expect(await journal.run(OPERATION, {}, CONTEXT, async () => refused, NO_CALL)).toBe(refused);
    expect(states()).toEqual(['sent', 'did-not-happen']);
  });

  test('has Paysera’s time before it is kept, where that is not known yet', async () => {
    let known = false;
    const ready = vi.fn(async (signal: AbortSignal) => {
      expect(signal.aborted).toBe(false);
      known = true;
    });
    const { run, written } = journalWith(async () => NOT, { clock: clockOf(() => known, 1500), ready });
    await run(async () => ({ order_id: 'o' }));
    await run(async () => ({ order_id: 'o' }));
    expect(written[0]?.offset).toEqual([1500, 1500]);
    expect(ready, 'once it is known nothing is asked').toHaveBeenCalledTimes(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['fails', () => Promise.reject(new Error('down'))],
    ['throws', () => thrown('down')],
    ['never answers', () => new Promise(() => {})],
  ])('is kept though what would tell that time %s', async (_, ready) => {
    const { run, written } = journalWith(async () => NOT, { clock: clockOf(() => false), ready });
    const running = run(async () => ({ order_id: 'o' }), { timeout: 5000 });
    await vi.advanceTimersByTimeAsync(5001);
    await expect(running).resolves.toMatchObject({ data: { order_id: 'o' } });
    expect(written[0]).not.toHaveProperty('offset');
  });

  test('leaves no timer and no listener behind', async () => {
    const { signal } = new AbortController();
    const listeners = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const { run, intents, refund } = journalWith(async () => NOT, { clock: clockOf(() => false) });
    await run(async () => ({ order_id: 'o' }), { signal });
    await refund(async () => responseOf({ refund_id: 'r' }));
    await (await lost(run, { signal })).resolve({ signal });
    await intents.resolve({ signal, timeout: 1000 });
    expect(listeners).toHaveBeenCalled();
    expect(removed).toHaveBeenCalledTimes(listeners.mock.calls.length);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a store', () => {
  test('that fails ends the call with its name, before anything is sent', async () => {
    const { store, calls } = watched({ save: () => Promise.reject(new Error('disk full')) });
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({}))).rejects.toMatchObject({
      name: 'ConfigurationError',
      code: 'intent_store',
      message: 'The intent store could not keep createOrder. Nothing was sent.',
      operation: 'createOrder',
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(calls, 'it may have kept it all the same').toEqual(['save sent', 'save did-not-happen']);
  });

  test('that is too slow ends the call by its deadline or its caller, with its name', async () => {
    const { run } = journalWith(async () => NOT, { ...watched({ save: () => new Promise(() => {}) }) });
    const late = run(async () => ({}), { timeout: 1000 }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await late).toMatchObject({
      name: 'TimeoutError',
      operation: 'createOrder',
      message: expect.stringMatching(/did not answer within 1000 ms\. Nothing was sent\.$/),
    });
    const signal = AbortSignal.abort('closed');
    await expect(run(async () => ({}), { signal })).rejects.toMatchObject({
      name: 'AbortError',
      operation: 'createOrder',
      message: 'createOrder was aborted by its caller. Nothing was sent.',
      cause: 'closed',
    });
  });

  test('receives no call without a deadline', async () => {
    const { run } = journalWith(async () => NOT);
    await expect(run(async () => ({}), { timeout: Number.POSITIVE_INFINITY })).rejects.toMatchObject({
      operation: 'createOrder',
      message: expect.stringMatching(/timeout is Infinity; .* the call is dead\. Nothing was sent\.$/),
    });
  });

  test('is waited for until the call is over, whatever the call did before', async () => {
    const { run } = journalWith(async () => NOT, { ...watched({ save: () => new Promise(() => {}) }) });
    const began = performance.now() - 700;
    const ended = vi.fn();
    const running = run(async () => ({}), { timeout: 1000, began }).catch(ended);
    await vi.advanceTimersByTimeAsync(299);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await running;
    expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'TimeoutError' }));
  });

  test('is not needed to know of nothing', async () => {
    const { journal, intents } = journalWith(async () => NOT, WITHOUT_STORE);
    expect(await intents.pending()).toEqual([]);
    expect(await intents.resolve()).toEqual([]);
    expect(await journal.openSteps('key-1', CONTEXT)).toBeUndefined();
  });

  test('lists the open steps of a key, of this account', async () => {
    const { store, kept } = watched();
    const step = { ...INTENT, idempotencyKey: 'key-1' };
    await kept.save(step);
    await kept.save({ ...step, id: 'y', idempotencyKey: 'key-2' });
    await kept.save({ ...step, id: 'z', account: 'account-2' });
    const { journal } = journalWith(async () => NOT, { store });
    expect(await journal.openSteps('key-1', CONTEXT)).toEqual([{ intent: step, endedAt: expect.any(Number) }]);
    const broken = journalWith(async () => NOT, { ...watched({ pending: () => Promise.reject(new Error('down')) }) });
    await expect(broken.journal.openSteps('key-1', CONTEXT)).rejects.toMatchObject({
      name: 'ConfigurationError',
      operation: 'charge',
    });
  });
});

describe('a response that proves nothing', () => {
  test('is unknown, and says what came', async () => {
    const { run, written } = journalWith(async () => NOT);
    const error = await unknownError(run(async () => ({ message: 'maintenance' })));
    const what = 'createOrder returned 201, but the response does not confirm what was requested.';
    expect(error.message).toBe(
      `${what} Do not send it again: call resolve() first. The response is in \`cause.data\`.`,
    );
    expect(error.cause).toMatchObject({ message: what, drifts: [], data: { message: 'maintenance' } });
    expect(written.at(-1)).toMatchObject({ state: 'unknown' });
    expect(written.at(-1)?.facts, 'no id was answered').toStrictEqual({ reference: 'A-1' });
  });

  test('keeps its request ID and its attempts in the error, and in the cause', async () => {
    const { refund } = journalWith(async () => NOT);
    const attempts = [{ status: 201 }] as never;
    const answered = { ...responseOf({ message: 'maintenance' }), attempts, identity: () => ({ requestId: 'req-9' }) };
    const error = await unknownError(refund(async () => answered));
    const context = { requestId: 'req-9', attempts, idempotencyKey: 'key-1' };
    expect(error).toMatchObject({ ...context, cause: context });
  });
});

describe.each([
  ['a journal', {}],
  ['no journal', WITHOUT_STORE],
])('a key that an earlier call has used, with %s', (_, settings) => {
  test('leaves a refusal unknown, which says what went wrong', async () => {
    const { refund } = journalWith(async () => NOT, settings);
    await unknownError(refund(lose));
    const said =
      'createRefund did not go through, and an earlier call with the same idempotencyKey may have: call again with it. What went wrong:';
    const attempts = [{ status: 409 }] as never;
    const refused = responseOf({}, false);
    const cause = new ConnectionError('refused', { requestId: 'req-1', attempts });
    const error = await unknownError(refund(async () => ({ ...refused, error: cause })));
    expect(error).toMatchObject({
      message: `${said} refused`,
      idempotencyKey: 'key-1',
      requestId: 'req-1',
      attempts,
      cause,
    });
    const oops = await unknownError(refund(() => Promise.reject(new TypeError('oops'))));
    expect(oops.message).toBe(`${said} an unexpected error`);
    expect(oops.requestId).toBeUndefined();
  });

  test('says nothing of another key, nor of another operation', async () => {
    const { refund, run, journal } = journalWith(async () => NOT, settings);
    await unknownError(refund(lose));
    expect(await refund(refuse, 'key-2')).toMatchObject({ ok: false });
    const other = { ...KEYED, id: 'createOrder' };
    expect(await journal.run(other, {}, { ...CONTEXT, idempotencyKey: 'key-1' }, refuse, NO_CALL)).toMatchObject({
      ok: false,
    });
    await unknownError(run(lose));
    expect(await journal.run(OPERATION, {}, CONTEXT, refuse, NO_CALL), 'it has no key').toMatchObject({ ok: false });
  });

  test('is free again once a call has gone through', async () => {
    const { refund } = journalWith(async () => NOT, settings);
    await unknownError(refund(lose));
    await unknownError(refund(lose));
    await refund(async () => responseOf({ refund_id: 'r' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(await refund(refuse)).toMatchObject({ ok: false });
  });
});

test('without a journal, the latest ten thousand lost keys are known', async () => {
  const { refund } = journalWith(async () => NOT, WITHOUT_STORE);
  for (let i = 0; i < 10_000; i++) await unknownError(refund(lose, `key-${i}`));
  await unknownError(refund(refuse, 'key-0'));
  await unknownError(refund(lose, 'key-last'));
  expect(await refund(refuse, 'key-0')).toMatchObject({ ok: false });
  await unknownError(refund(refuse, 'key-2'));
});

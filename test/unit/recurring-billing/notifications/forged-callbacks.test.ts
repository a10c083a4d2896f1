import '../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRateGate } from '../../../../src/index.ts';
import { createRecurringBilling } from '../../../../src/recurring-billing/recurring-billing.ts';

/** Paysera's side: it knows the ids that begin with `n-`. Its responses come when `respond` is called, or at once. */
function paysera({ held = false, rateLimit = false as ReturnType<typeof createRateGate> | false } = {}) {
  const requests: string[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const recurring = createRecurringBilling({
    macId: 'id',
    macKey: 'key',
    retry: false,
    rateLimit,
    fetch: async (input) => {
      const { pathname } = new URL(String(input));
      requests.push(pathname);
      const isLookup = !pathname.endsWith('/read');
      if (isLookup) most = Math.max(most, ++running);
      await new Promise<void>((resolve) => (held ? waiting.push(resolve) : setImmediate(resolve)));
      if (isLookup) running--;
      const [, id = ''] = /\/notifications\/([^/]+)/.exec(pathname) ?? [];
      if (!id.startsWith('n-')) return Response.json({ error: 'not_found' }, { status: 404 });
      return Response.json({ id, status: pathname.endsWith('/read') ? 'read' : 'new', event: 'e', data: {} });
    },
  });
  return {
    recurring,
    requests,
    lookupsAtOnce: () => most,
    respond: () => waiting.splice(0).map((resolve) => resolve()),
  };
}

const callback = (id: string, query = '') =>
  new Request(`https://shop.example/hooks${query}`, {
    method: 'POST',
    body: new URLSearchParams({ notification_id: id }),
  });
const turns = async () => {
  for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('forged callbacks', () => {
  it('cost at most 13 signed requests a minute, 4 at once; the rest get a Retry-After', async () => {
    const { recurring, requests, lookupsAtOnce } = paysera();
    const on = vi.fn(() => {});
    const handle = (id: string) => recurring.handleCallback(callback(id), { on });
    const first = await Promise.all(Array.from({ length: 500 }, (_, n) => handle(`forged-${n}`)));
    // Ten are found to be forged, while three more lookups may be on their way.
    expect(requests.length).toBeGreaterThanOrEqual(10);
    expect(requests.length).toBeLessThanOrEqual(13);
    expect(lookupsAtOnce()).toBe(4);
    expect(first.filter(({ status }) => status === 404)).toHaveLength(requests.length);
    const later = first.filter(({ status }) => status === 503);
    expect(later).toHaveLength(500 - requests.length);
    for (const { headers } of later) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);

    const { status, headers } = await handle('n-1');
    expect([status, Number(headers.get('retry-after'))]).toEqual([503, 60]);
    vi.advanceTimersByTime(60_001);
    expect((await handle('n-1')).status).toBe(200);
    expect(on).toHaveBeenCalledTimes(1);
  });

  it('with one id cost one request, during its lookup and for a minute after', async () => {
    const { recurring, requests, respond } = paysera({ held: true });
    const on = vi.fn(() => {});
    const handle = () => recurring.handleCallback(callback('forged'), { on });
    const first = handle();
    await turns();
    const meanwhile = await Promise.all(Array.from({ length: 20 }, handle));
    expect(meanwhile.map(({ status }) => status)).toEqual(Array(20).fill(503));
    respond();
    expect((await first).status).toBe(404);
    expect((await handle()).status).toBe(404);
    expect(requests).toHaveLength(1);
    vi.advanceTimersByTime(60_001);
    const again = handle();
    await turns();
    respond();
    expect((await again).status).toBe(404);
    expect(requests).toHaveLength(2);
    expect(on).not.toHaveBeenCalled();
  });

  it('leave the rate limit to genuine calls', async () => {
    const rateLimit = createRateGate({ limit: 50 });
    const { recurring } = paysera({ rateLimit });
    for (let n = 0; n < 200; n++) await recurring.handleCallback(callback(`forged-${n}`), { on: vi.fn(() => {}) });
    const calls = Promise.all(Array.from({ length: 30 }, (_, n) => recurring.notifications.get(`n-${n}`)));
    await expect(calls).resolves.toHaveLength(30);
  });
});

it('100 genuine callbacks that arrive at once are handled, four lookups at a time', async () => {
  const { recurring, lookupsAtOnce } = paysera();
  const on = vi.fn(() => {});
  const responses = await Promise.all(
    Array.from({ length: 100 }, (_, n) => recurring.handleCallback(callback(`n-${n}`), { on })),
  );
  expect(responses.map(({ status }) => status)).toEqual(Array(100).fill(200));
  expect(on).toHaveBeenCalledTimes(100);
  expect(lookupsAtOnce()).toBe(4);
});

it('at most a hundred callbacks are queued', async () => {
  const { recurring, respond } = paysera({ held: true });
  const sent = Array.from({ length: 110 }, (_, n) =>
    recurring.handleCallback(callback(`n-${n}`), { on: vi.fn(() => {}) }),
  );
  await turns();
  const settled = await Promise.race([Promise.all(sent.slice(104)), turns().then(() => undefined)]);
  expect(settled?.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
    Array(6).fill([503, '5']),
  );
  let isOver = false;
  const handled = Promise.all(sent.slice(0, 104)).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    respond();
    await turns();
  }
  expect((await handled).map(({ status }) => status)).toEqual(Array(104).fill(200));
});

describe('a secret in the callback URL', () => {
  const urlSecret = 's3cret-of-the-shop';

  it.each([
    ['none', ''],
    ['an empty one', '?secret='],
    ['another', '?secret=guess'],
    ['the beginning of it', '?secret=s3cret'],
    ['more than it', '?secret=s3cret-of-the-shop2'],
  ])('refuses %s before the body is read, and makes no request', async (_, query) => {
    const { recurring, requests } = paysera();
    const request = callback('n-1', query);
    const response = await recurring.handleCallback(request, { on: vi.fn(() => {}), urlSecret });
    expect([response.status, requests, request.bodyUsed]).toEqual([403, [], false]);
  });

  it.each([
    ['the only one', urlSecret],
    ['one of two', ['old', urlSecret]],
  ])('accepts %s', async (_, secret) => {
    const { recurring } = paysera();
    const on = vi.fn(() => {});
    const request = callback('n-1', `?secret=${urlSecret}`);
    expect((await recurring.handleCallback(request, { on, urlSecret: secret })).status).toBe(200);
    expect(on).toHaveBeenCalledTimes(1);
  });

  it('that is set but empty accepts nothing', async () => {
    const { recurring, requests } = paysera();
    const onError = vi.fn();
    const response = await recurring.handleCallback(callback('n-1'), {
      on: vi.fn(() => {}),
      urlSecret: undefined,
      onError,
    });
    expect([response.status, requests]).toEqual([500, []]);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ name: 'ConfigurationError' }));
  });
});

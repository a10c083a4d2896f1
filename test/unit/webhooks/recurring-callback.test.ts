import { describe, expect, it, vi } from 'vitest';
import { issuedTokenOf } from '../../../src/recurring-billing/issued-token.ts';
import type { Notification } from '../../../src/recurring-billing/notification.ts';
import { createRecurringBilling } from '../../../src/recurring-billing/recurring-billing.ts';
import { memoryInbox } from '../../../src/webhooks/inbox/inbox.ts';

/** The notification of Paysera's documentation. */
const CAPTURED: Notification = {
  id: 'n-1',
  status: 'new',
  event: 'payment_request.captured',
  created_at: '2025-12-15T10:31:00Z',
  data: {
    payment_request: {
      id: 'abc',
      status: 'captured',
      order_id: 'S-1',
      price_paid: { amount: 999, currency: 'EUR' },
      payer: { email: 'a@b.c', name: 'A', surname: 'B', account_number: 'EVP1234567' },
      created_at: '2025-12-15T10:30:00Z',
      captured_at: '2025-12-15T10:31:00Z',
      issued_token: 'vLUGdTtnDjQs7Yv0fjYQyYfG60m',
    },
  },
};

/** Paysera's side: notifications, and every request that came, with whether it was signed. */
function paysera(notifications: Notification[]) {
  const stored = new Map(notifications.map((notification) => [notification.id, structuredClone(notification)]));
  const requests: string[] = [];
  let failing: number | undefined;
  const recurring = createRecurringBilling({
    macId: 'id',
    macKey: 'key',
    businessId: 'b',
    retry: false,
    fetch: async (input: Request | string | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      const { pathname, searchParams } = new URL(request.url);
      if (!request.headers.get('authorization')?.startsWith('MAC '))
        return Response.json({ error: 'unauthorized' }, { status: 401 });
      const [, id = '', read = ''] = /\/notifications(?:\/([^/]+)(\/read)?)?$/.exec(pathname) ?? [];
      requests.push(`${request.method} ${id}${read}`);
      if (failing) return Response.json({ error: 'internal_server_error' }, { status: failing });
      if (!id) {
        expect(searchParams.get('status')).toBe('new');
        const unread = [...stored.values()].filter(({ status }) => status === 'new');
        const from = unread.filter(({ id }) => id > (searchParams.get('after') ?? ''));
        const items = from.slice(0, 2);
        const _metadata = { total: unread.length, has_next: from.length > 2, cursors: { after: items.at(-1)?.id } };
        return Response.json({ items, _metadata });
      }
      if (id === 'foreign') return Response.json({ error: 'forbidden' }, { status: 403 });
      const notification = stored.get(id);
      if (!notification) return Response.json({ error: 'not_found' }, { status: 404 });
      if (read) notification.status = 'read';
      return Response.json(notification);
    },
  });
  const fail = (status: number | undefined) => {
    failing = status;
  };
  return { recurring, requests, stored, fail };
}

function callback(id: string | undefined, more = ''): Request {
  const body = `${id === undefined ? '' : `notification_id=${encodeURIComponent(id)}`}${more}`;
  return new Request('https://shop.example/hooks', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
}

const withStatus = (id: string, status: string): Notification => ({
  ...CAPTURED,
  id,
  data: { payment_request: { ...CAPTURED.data?.payment_request, id: `p-${id}`, status } },
});

describe('handleCallback', () => {
  it('fetches the notification, runs the handler of its status, and marks it read after that', async () => {
    const { recurring, requests } = paysera([CAPTURED]);
    const captured = vi.fn((_: Notification) => void requests.push('handled'));
    const response = await recurring.handleCallback(callback('n-1', '&ignored=1'), { on: { captured } });
    expect([response.status, await response.text()]).toEqual([200, 'handled']);
    expect(requests).toEqual(['GET n-1', 'handled', 'PUT n-1/read']);
    expect(captured.mock.calls[0]?.[0]).toEqual(CAPTURED);
    expect(issuedTokenOf(captured.mock.calls[0]?.[0] as Notification)).toBe('vLUGdTtnDjQs7Yv0fjYQyYfG60m');
  });

  it('leaves the notification unread when the handler throws, and handles it when Paysera retries', async () => {
    const { recurring, requests, stored } = paysera([CAPTURED]);
    const onError = vi.fn();
    const captured = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue(undefined);
    expect((await recurring.handleCallback(callback('n-1'), { on: { captured }, onError })).status).toBe(500);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'down' }));
    expect([requests, stored.get('n-1')?.status]).toEqual([['GET n-1'], 'new']);
    expect((await recurring.handleCallback(callback('n-1'), { on: { captured }, onError })).status).toBe(200);
    expect([captured.mock.calls.length, stored.get('n-1')?.status]).toEqual([2, 'read']);
  });

  it.each(['forged', 'foreign'])('ignores a %s id', async (id) => {
    const { recurring, requests } = paysera([CAPTURED]);
    const on = vi.fn();
    const onError = vi.fn();
    const response = await recurring.handleCallback(callback(id), { on, onError });
    expect([response.status, requests]).toEqual([404, [`GET ${id}`]]);
    expect([on.mock.calls, onError.mock.calls]).toEqual([[], []]);
  });

  it.each([
    ['nothing', undefined],
    ['an empty id', ''],
    ['a step up', '..'],
    ['a step up in escapes', '%2e%2e'],
    ['a path', 'n-1/read'],
    ['a query', 'n-1?x=1'],
    ['a line break', 'n-1\r\nx'],
    ['another alphabet', 'ñ'],
    ['a very long one', 'x'.repeat(129)],
  ])('rejects %s as an id, without a request', async (_, id) => {
    const { recurring, requests } = paysera([CAPTURED]);
    expect((await recurring.handleCallback(callback(id), { on: vi.fn(() => {}) })).status).toBe(400);
    expect(requests).toEqual([]);
  });

  it('refuses two ids, and a body that is too long', async () => {
    const { recurring, requests } = paysera([CAPTURED]);
    expect(
      (await recurring.handleCallback(callback('n-1', '&notification_id=n-2'), { on: vi.fn(() => {}) })).status,
    ).toBe(400);
    expect(
      (await recurring.handleCallback(callback('n-1', `&x=${'x'.repeat(70_000)}`), { on: vi.fn(() => {}) })).status,
    ).toBe(413);
    expect(requests).toEqual([]);
  });

  it('does not run the handler of a payment that is not captured', async () => {
    for (const status of ['new', 'authorized', 'canceled', 'half_captured']) {
      // The name of the event says captured; the status decides.
      const { recurring, stored } = paysera([withStatus('n-1', status)]);
      const captured = vi.fn();
      const response = await recurring.handleCallback(callback('n-1'), { on: { captured } });
      expect([response.status, await response.text()]).toEqual([200, 'ignored']);
      expect(captured).not.toHaveBeenCalled();
      // Nobody handled it, so it is not lost: `drain` still finds it.
      expect(stored.get('n-1')?.status).toBe('new');
    }
  });

  it.each([
    ['authorized', 'authorized'],
    ['canceled', 'canceled'],
    ['new', 'other'],
    ['anything_new', 'other'],
    ['constructor', 'other'],
  ])('passes the status %s to the handler %s', async (status, name) => {
    const { recurring } = paysera([withStatus('n-1', status)]);
    const on = { captured: vi.fn(), authorized: vi.fn(), canceled: vi.fn(), other: vi.fn() };
    expect((await recurring.handleCallback(callback('n-1'), { on })).status).toBe(200);
    const called = Object.entries(on).filter(([, handler]) => handler.mock.calls.length > 0);
    expect(called.map(([name]) => name)).toEqual([name]);
  });

  it('passes everything to a single function', async () => {
    const { recurring, stored } = paysera([withStatus('n-1', 'new')]);
    const on = vi.fn();
    await recurring.handleCallback(callback('n-1'), { on });
    expect([on.mock.calls.length, stored.get('n-1')?.status]).toEqual([1, 'read']);
  });

  it('does not run the handler for a notification that is already read', async () => {
    const { recurring, requests } = paysera([{ ...CAPTURED, status: 'read' }]);
    const on = vi.fn();
    const response = await recurring.handleCallback(callback('n-1'), { on });
    expect([response.status, on.mock.calls.length, requests]).toEqual([200, 0, ['GET n-1']]);
  });

  it('runs the handler once for 200 simultaneous callbacks', async () => {
    const { recurring } = paysera([CAPTURED]);
    const on = vi.fn(() => new Promise((resolve) => setImmediate(resolve)));
    const responses = await Promise.all(
      Array.from({ length: 200 }, () => recurring.handleCallback(callback('n-1'), { on })),
    );
    expect(on).toHaveBeenCalledTimes(1);
    for (const { status } of responses) expect([200, 503]).toContain(status);
  });

  it('does not run the handler again when only marking as read failed, and marks it the next time', async () => {
    const { recurring, fail, stored } = paysera([CAPTURED]);
    const on = vi.fn(() => fail(500));
    expect((await recurring.handleCallback(callback('n-1'), { on, onError: () => {} })).status).toBe(500);
    fail(undefined);
    const response = await recurring.handleCallback(callback('n-1'), { on });
    expect([response.status, await response.text(), on.mock.calls.length]).toEqual([200, 'seen', 1]);
    expect(stored.get('n-1')?.status).toBe('read');
  });

  it('responds with 500 when the API fails, so that Paysera retries', async () => {
    const { recurring, fail } = paysera([CAPTURED]);
    const [on, onError] = [vi.fn(() => {}), vi.fn(() => {})];
    for (const status of [401, 500, 503]) {
      fail(status);
      expect((await recurring.handleCallback(callback('n-1'), { on, onError })).status).toBe(500);
    }
    expect([on.mock.calls.length, onError.mock.calls.length]).toEqual([0, 3]);
  });

  it('does not mistake a handler’s 404 for a forged id', async () => {
    const { recurring, stored } = paysera([CAPTURED]);
    const on = () => recurring.notifications.get('none');
    expect((await recurring.handleCallback(callback('n-1'), { on, onError: () => {} })).status).toBe(500);
    expect(stored.get('n-1')?.status).toBe('new');
  });
});

describe('drain', () => {
  const many = ['n-1', 'n-2', 'n-3', 'n-4', 'n-5'].map((id) => withStatus(id, 'captured'));

  it('handles every unread notification over all pages, and marks each after its handler', async () => {
    const { recurring, requests, stored } = paysera([...many, { ...CAPTURED, id: 'old', status: 'read' }]);
    const captured = vi.fn(({ id }: Notification) => void requests.push(`handled ${id}`));
    expect(await recurring.notifications.drain({ captured })).toEqual({ handled: 5, left: 0 });
    for (const { id } of many) {
      expect(requests.indexOf(`handled ${id}`)).toBeLessThan(requests.indexOf(`PUT ${id}/read`));
      expect(stored.get(id)?.status).toBe('read');
    }
    expect(captured).toHaveBeenCalledTimes(5);
    expect(await recurring.notifications.drain({ captured })).toEqual({ handled: 0, left: 0 });
  });

  it('continues after a failure, leaves that notification unread, and throws at the end', async () => {
    const { recurring, stored } = paysera(many);
    const handler = ({ id }: Notification) => {
      if (id === 'n-2' || id === 'n-4') throw new Error(`no ${id}`);
    };
    const error: unknown = await recurring.notifications.drain(handler).catch((error: unknown) => error);
    if (!(error instanceof AggregateError)) throw error;
    expect(error.message).toBe(
      '2 of 5 notifications failed: n-2, n-4. They stay unread: fix the causes in `errors` and call `drain` again.',
    );
    expect(error.errors.map(String)).toEqual(['Error: no n-2', 'Error: no n-4']);
    expect([...stored.values()].filter(({ status }) => status === 'new').map(({ id }) => id)).toEqual(['n-2', 'n-4']);
  });

  it('stops between two notifications when aborted, and finishes and marks the current one', async () => {
    const { recurring, stored } = paysera(many);
    const controller = new AbortController();
    const handler = async ({ id }: Notification) => {
      if (id === 'n-2') controller.abort(new Error('shutting down'));
    };
    await expect(recurring.notifications.drain(handler, { signal: controller.signal })).rejects.toThrow(
      'shutting down',
    );
    expect([...stored.values()].map(({ status }) => status)).toEqual(['read', 'read', 'new', 'new', 'new']);
  });

  it('skips notifications without a handler, and those that another process is handling', async () => {
    const { recurring, stored } = paysera([withStatus('n-1', 'canceled'), withStatus('n-2', 'captured')]);
    const inbox = { ...memoryInbox(), claim: async () => 'busy' as const };
    expect(await recurring.notifications.drain({ captured: vi.fn() }, { inbox })).toEqual({ handled: 0, left: 2 });
    expect([...stored.values()].map(({ status }) => status)).toEqual(['new', 'new']);
  });

  it('handles a notification once when a callback for it arrives at the same time', async () => {
    const { recurring } = paysera([CAPTURED]);
    const on = vi.fn(() => new Promise((resolve) => setImmediate(resolve)));
    await Promise.all([recurring.notifications.drain(on), recurring.handleCallback(callback('n-1'), { on })]);
    expect(on).toHaveBeenCalledTimes(1);
  });

  it('fails when the list cannot be read', async () => {
    const { recurring, fail } = paysera([]);
    fail(401);
    await expect(recurring.notifications.drain(vi.fn(() => {}))).rejects.toMatchObject({ name: 'AuthenticationError' });
  });
});

describe('issuedTokenOf', () => {
  const request = { id: 'p', status: 'captured' };
  it.each([
    [
      'the payment request of a notification',
      { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: 't' } } },
    ],
    [
      '`token` there, as one sample has it',
      { id: 'n', event: 'e', data: { payment_request: { ...request, token: 't' } } },
    ],
    [
      'beside the payment request, as the sample of mark-read has it',
      { id: 'n', event: 'e', data: { payment_request: request, issued_token: 't' } },
    ],
    ['a payment request', { ...request, issued_token: 't' }],
    ['a payment request, as `token`', { ...request, token: 't' }],
  ])('reads it from %s', (_, source) => {
    expect(issuedTokenOf(source as never)).toBe('t');
  });

  it('prefers the documented field', () => {
    const data = { payment_request: { ...request, issued_token: 'documented', token: 'b' }, issued_token: 'c' };
    expect(issuedTokenOf({ id: 'n', event: 'e', data })).toBe('documented');
  });

  it.each([
    ['no data', { id: 'n', event: 'e' }],
    ['no payment request', { id: 'n', event: 'e', data: {} }],
    ['an empty one', { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: '' } } }],
    ['one that is no text', { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: 1 } } }],
    ['null', { id: 'n', event: 'e', data: { payment_request: null, issued_token: null } }],
    ['a payment request without one', request],
  ])('finds none in %s', (_, source) => {
    expect(issuedTokenOf(source as never)).toBeUndefined();
  });
});

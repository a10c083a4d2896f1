import { describe, expect, it, vi } from 'vitest';
import { issuedTokenOf } from '../../../../src/recurring-billing/issued-token.ts';
import type { Notification } from '../../../../src/recurring-billing/notifications/notification.ts';
import { CAPTURED, callback, paysera, withStatus } from '../../../support/webhooks/notifications.ts';

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

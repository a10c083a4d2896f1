import { describe, expect, it, vi } from 'vitest';
import type { Notification } from '../../../../src/recurring-billing/notifications/notification.ts';
import { memoryInbox } from '../../../../src/webhooks/inbox/memory-inbox.ts';
import { CAPTURED, callback, paysera, withStatus } from '../../../support/webhooks/notifications.ts';

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

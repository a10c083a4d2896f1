import { expect } from 'vitest';
import type { Notification } from '../../../src/recurring-billing/notifications/notification.ts';
import { createRecurringBilling } from '../../../src/recurring-billing/recurring-billing.ts';

/** The notification of Paysera's documentation. */
export const CAPTURED: Notification = {
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
export function paysera(notifications: Notification[]) {
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

export function callback(id: string | undefined, more = ''): Request {
  const body = `${id === undefined ? '' : `notification_id=${encodeURIComponent(id)}`}${more}`;
  return new Request('https://shop.example/hooks', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
}

export const withStatus = (id: string, status: string): Notification => ({
  ...CAPTURED,
  id,
  data: { payment_request: { ...CAPTURED.data?.payment_request, id: `p-${id}`, status } },
});

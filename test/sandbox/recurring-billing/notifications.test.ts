import { describe, expect, test } from 'vitest';
import { NOTIFICATIONS } from '../plain-client.ts';
import { openedForEach } from './opened.ts';

const { create, token, sandbox, client, shop } = openedForEach();

describe('notifications', () => {
  test('are announced by an unsigned form with only the id', async () => {
    const { body } = await create({ method_key: 'card', token_strategy: 'required' });
    await sandbox().payer.pay(body.authorization_url);
    await sandbox().webhooks.idle();
    const [{ headers, raw } = { headers: {}, raw: '' }] = shop().received;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(raw).toMatch(/^notification_id=[\w-]{32}$/);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-paysera'))).toEqual([]);
    const { body: notification } = await client().recurring('GET', `${NOTIFICATIONS}/${raw.split('=')[1]}`);
    expect(notification).toMatchObject({
      status: 'new',
      event: 'payment_request.captured',
      created_at: '2026-01-31T10:30:00Z',
      data: { payment_request: { id: body.id, status: 'captured', issued_token: expect.any(String) } },
    });
  });

  test('are sent again at growing intervals while unread, for seven days, whatever the shop responds', async () => {
    await token();
    await sandbox().webhooks.idle();
    await sandbox().clock.advance('5m');
    expect(shop().received).toHaveLength(2);
    await sandbox().clock.advance('10m');
    expect(shop().received).toHaveLength(3);
    await sandbox().clock.advance('7d');
    const within = shop().received.length;
    await sandbox().clock.advance('30d');
    expect(shop().received).toHaveLength(within);
    expect(new Set(shop().received.map(({ raw }) => raw)).size).toBe(1);
  });

  test('stop when they are marked as read', async () => {
    await token();
    await sandbox().webhooks.idle();
    const id = shop().received[0]?.raw.split('=')[1];
    for (let time = 0; time < 2; time++) {
      const read = await client().recurring('PUT', `${NOTIFICATIONS}/${id}/read`);
      expect([read.status, read.body.status]).toEqual([200, 'read']);
    }
    await sandbox().clock.advance('7d');
    expect(shop().received).toHaveLength(1);
  });

  test('are listed by status with Unix seconds, and paged by cursor in both directions', async () => {
    for (let time = 0; time < 5; time++) await token();
    const list = async (query: string) => (await client().recurring('GET', `${NOTIFICATIONS}?${query}`)).body;
    const first = await list('status=new&limit=2');
    expect(first._metadata).toMatchObject({
      total: 5,
      offset: 0,
      limit: 2,
      order_by: 'id',
      order_direction: 'desc',
      has_next: true,
      has_previous: false,
    });
    expect(first.items[0].created_at).toBe(Date.parse('2026-01-31T10:30:00Z') / 1000);
    const second = await list(`status=new&limit=2&after=${first._metadata.cursors.after}`);
    expect(second._metadata).not.toHaveProperty('offset');
    const third = await list(`status=new&limit=2&after=${second._metadata.cursors.after}`);
    expect([third.items.length, third._metadata.has_next]).toEqual([1, false]);
    const back = await list(`status=new&limit=2&before=${third._metadata.cursors.before}`);
    expect(back.items).toEqual(second.items);
    expect((await list('status=read')).items).toEqual([]);
  });

  test.each(['limit=201', 'limit=-1', 'limit=x', 'after=a&offset=0', 'order_by=price', 'status=old', 'after=nothing'])(
    'are not listed with %s',
    async (query) => {
      const { status, body } = await client().recurring('GET', `${NOTIFICATIONS}?${query}`);
      expect([status, body.error]).toEqual([400, 'invalid_parameters']);
    },
  );
});

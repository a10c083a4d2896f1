import type { components } from '../../../generated/recurring-billing/paths.ts';
import { seconds, type World } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Behaviour, behaviour, ok } from '../handler.ts';
import type { NotificationRow, PaymentRequestRow } from '../rows.ts';
import { addDelivery } from '../webhooks/schedule.ts';
import { pageOf } from './page.ts';
import { iso, showRequest } from './payment-requests.ts';

const SEVEN_DAYS = 7 * 86_400_000;
/** Paysera's first wait is not documented; it doubles from here. */
const FIRST_WAIT = 5 * 60_000;

export const listNotifications: Behaviour = behaviour(({ query }, world) => {
  const { status } = query;
  const rows = world.tables.notifications
    .all()
    .filter((notification) => status === undefined || notification.status === status);
  // In a list `created_at` is Unix seconds, alone it is ISO 8601: so Paysera's samples have it.
  return ok(pageOf(rows, query, (row) => ({ ...show(world, row), created_at: row.created_at })));
});

export const getNotification: Behaviour = behaviour(({ params }, world) =>
  ok(show(world, find(world, params['notification_id']))),
);

export const markNotificationRead: Behaviour = behaviour(({ params }, world) => {
  const notification = find(world, params['notification_id']);
  const read = notification.status === 'read' ? notification : keep(world, { ...notification, status: 'read' });
  return ok(show(world, read));
});

/** Makes a notification, and calls the shop with its id until it is marked as read, for seven days. */
export function notify(world: World, request: PaymentRequestRow, event: string): void {
  const notification = keep(world, {
    id: world.ids.token(32),
    request_id: request.id,
    status: 'new',
    event,
    created_at: seconds(world),
  });
  call(world, notification, request);
  scheduleResend(world, notification);
}

/** Calls again while nobody has marked the notification as read. What the shop answered does not matter. */
export function scheduleResend(world: World, { id, created_at }: NotificationRow): void {
  const created = created_at * 1000;
  // 5, 15, 35 … minutes after the first call: each wait is twice the one before.
  let next = created + FIRST_WAIT;
  for (let wait = FIRST_WAIT * 2; next <= world.clock.now(); wait *= 2) next += wait;
  if (next > created + SEVEN_DAYS) return;
  world.schedule.at(next, id, () => {
    const notification = world.tables.notifications.get(id);
    const request = notification && world.tables.requests.get(notification.request_id);
    if (notification?.status !== 'new' || !request) return;
    call(world, notification, request);
    scheduleResend(world, notification);
  });
}

/** A form with the id and nothing else. It is not signed. */
function call(world: World, notification: NotificationRow, request: PaymentRequestRow): void {
  const duplicate = world.faults.take('callback', ['duplicate', 'late']);
  const delivery = {
    kind: 'callback',
    subject: request.id,
    title: notification.event,
    url: request.callback_url,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ notification_id: notification.id }).toString(),
  } as const;
  const delay = duplicate?.do === 'late' ? (duplicate.seconds ?? 3600) * 1000 : 0;
  addDelivery(world, delivery, world.clock.now() + delay);
  if (duplicate?.do === 'duplicate') addDelivery(world, delivery, world.clock.now());
}

function keep(world: World, notification: NotificationRow): NotificationRow {
  world.tables.notifications.put(notification);
  world.events.emit({ type: 'notification', notification });
  return notification;
}

function find(world: World, id: string | undefined): NotificationRow {
  const notification = world.tables.notifications.get(id ?? '');
  if (!notification) throw new Failure(404, 'not_found', `There is no notification ${JSON.stringify(id)}`);
  return notification;
}

function show(
  world: World,
  { id, status, event, request_id, created_at }: NotificationRow,
): components['schemas']['Notification'] {
  const request = world.tables.requests.get(request_id);
  return {
    id,
    status,
    event,
    created_at: iso(created_at),
    data: { ...(request && { payment_request: showRequest(world, request) }) },
  };
}

import type { components } from '../../../generated/recurring-billing/paths.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Handler, handler, ok } from '../handler.ts';
import type { NotificationRow, PaymentRequestRow } from '../rows.ts';
import { addDelivery } from '../webhooks/schedule.ts';
import { pageOf } from './page.ts';
import { iso, showRequest } from './payment-requests.ts';

const SEVEN_DAYS = 7 * 86_400_000;
/** Paysera's first wait is not documented; it doubles from here. */
const FIRST_WAIT = 5 * 60_000;

export const listNotifications: Handler = handler(({ query }, context) => {
  const { status } = query;
  const rows = context.tables.notifications
    .all()
    .filter((notification) => status === undefined || notification.status === status);
  // In a list `created_at` is Unix seconds, alone it is ISO 8601: so Paysera's samples have it.
  return ok(pageOf(rows, query, (row) => ({ ...show(context, row), created_at: row.created_at })));
});

export const getNotification: Handler = handler(({ params }, context) =>
  ok(show(context, find(context, params['notification_id']))),
);

export const markNotificationRead: Handler = handler(({ params }, context) => {
  const notification = find(context, params['notification_id']);
  const read = notification.status === 'read' ? notification : keep(context, { ...notification, status: 'read' });
  return ok(show(context, read));
});

/** Makes a notification, and calls the shop with its id until it is marked as read, for seven days. */
export function notify(context: SandboxContext, request: PaymentRequestRow, event: string): void {
  const notification = keep(context, {
    id: context.ids.token(32),
    request_id: request.id,
    status: 'new',
    event,
    created_at: seconds(context),
  });
  call(context, notification, request);
  scheduleResend(context, notification);
}

/** Calls again while nobody has marked the notification as read. What the shop answered does not matter. */
export function scheduleResend(context: SandboxContext, { id, created_at }: NotificationRow): void {
  const created = created_at * 1000;
  // 5, 15, 35 … minutes after the first call: each wait is twice the one before.
  let next = created + FIRST_WAIT;
  for (let wait = FIRST_WAIT * 2; next <= context.clock.now(); wait *= 2) next += wait;
  if (next > created + SEVEN_DAYS) return;
  context.schedule.at(next, id, () => {
    const notification = context.tables.notifications.get(id);
    const request = notification && context.tables.requests.get(notification.request_id);
    if (notification?.status !== 'new' || !request) return;
    call(context, notification, request);
    scheduleResend(context, notification);
  });
}

/** A form with the id and nothing else. It is not signed. */
function call(context: SandboxContext, notification: NotificationRow, request: PaymentRequestRow): void {
  const duplicate = context.faults.take('callback', ['duplicate', 'late']);
  const delivery = {
    kind: 'callback',
    subject: request.id,
    title: notification.event,
    url: request.callback_url,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ notification_id: notification.id }).toString(),
  } as const;
  const delay = duplicate?.do === 'late' ? (duplicate.seconds ?? 3600) * 1000 : 0;
  addDelivery(context, delivery, context.clock.now() + delay);
  if (duplicate?.do === 'duplicate') addDelivery(context, delivery, context.clock.now());
}

function keep(context: SandboxContext, notification: NotificationRow): NotificationRow {
  context.tables.notifications.put(notification);
  context.events.emit({ type: 'notification', notification });
  return notification;
}

function find(context: SandboxContext, id: string | undefined): NotificationRow {
  const notification = context.tables.notifications.get(id ?? '');
  if (!notification) throw new Failure(404, 'not_found', `There is no notification ${JSON.stringify(id)}`);
  return notification;
}

function show(
  context: SandboxContext,
  { id, status, event, request_id, created_at }: NotificationRow,
): components['schemas']['Notification'] {
  const request = context.tables.requests.get(request_id);
  return {
    id,
    status,
    event,
    created_at: iso(created_at),
    data: { ...(request && { payment_request: showRequest(context, request) }) },
  };
}

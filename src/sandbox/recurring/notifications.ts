import { type SandboxContext, seconds } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import { type Handler, handler, okResult } from '../http/handler.ts';
import type { NotificationRow, PaymentRequestRow } from '../store/rows.ts';
import { addDelivery } from '../webhooks/schedule.ts';
import { offsetPage } from './page.ts';
import { iso, showRequest } from './payment-requests.ts';

const SEVEN_DAYS = 7 * 86_400_000;
/** Paysera does not document its first wait. Each later wait is twice as long. */
const FIRST_WAIT = 5 * 60_000;

export const listNotifications: Handler = handler(({ query }, context) => {
  const { status } = query;
  const rows = context.tables.notifications
    .all()
    .filter((notification) => status === undefined || notification.status === status);
  // As in Paysera's samples, `created_at` is Unix seconds in a list, and ISO 8601 in a single notification.
  return okResult(
    offsetPage(rows, query, (row) => ({ ...showNotification(context, row), created_at: row.created_at })),
  );
});

export const getNotification: Handler = handler(({ params }, context) =>
  okResult(showNotification(context, requireNotification(context, params['notification_id']))),
);

export const markNotificationRead: Handler = handler(({ params }, context) => {
  const notification = requireNotification(context, params['notification_id']);
  const read =
    notification.status === 'read' ? notification : saveNotification(context, { ...notification, status: 'read' });
  return okResult(showNotification(context, read));
});

/** Creates a notification, and sends its id to the shop until it is marked as read, for seven days. */
export function createNotification(context: SandboxContext, request: PaymentRequestRow, event: string): void {
  const notification = saveNotification(context, {
    id: context.ids.token(32),
    request_id: request.id,
    status: 'new',
    event,
    created_at: seconds(context),
  });
  sendCallback(context, notification, request);
  scheduleResend(context, notification);
}

/**
 * When the callbacks of a notification are sent after `now`, in milliseconds on the sandbox's clock, as long as it is
 * unread: 5, 15, 35 … minutes after the first one, each wait twice the previous one, for seven days.
 */
export function callbacksAhead({ status, created_at }: NotificationRow, now: number): number[] {
  if (status !== 'new') return [];
  const created = created_at * 1000;
  const times: number[] = [];
  for (let [time, wait] = [created + FIRST_WAIT, FIRST_WAIT * 2]; time <= created + SEVEN_DAYS; wait *= 2) {
    if (time > now) times.push(time);
    time += wait;
  }
  return times;
}

/** Schedules the next callback while the notification is unread, whatever the shop's response was. */
export function scheduleResend(context: SandboxContext, notification: NotificationRow): void {
  const [next] = callbacksAhead(notification, context.clock.now());
  if (next === undefined) return;
  const { id, request_id, event } = notification;
  const unread = () => {
    const row = context.tables.notifications.get(id);
    return row?.status === 'new' ? row : undefined;
  };
  const sendAgain = () => {
    const row = unread();
    const request = context.tables.requests.get(request_id);
    if (!row || !request) return;
    sendCallback(context, row, request);
    scheduleResend(context, row);
  };
  context.schedule.at(next, id, sendAgain, () => unread() && { what: `“${event}” is sent again`, about: request_id });
}

/** Sends an unsigned form that contains only the id. */
function sendCallback(context: SandboxContext, notification: NotificationRow, request: PaymentRequestRow): void {
  const fault = context.faults.take('callback', ['duplicate', 'late']);
  const delivery = {
    kind: 'callback',
    subject: request.id,
    title: notification.event,
    url: request.callback_url,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ notification_id: notification.id }).toString(),
  } as const;
  const delay = fault?.do === 'late' ? (fault.seconds ?? 3600) * 1000 : 0;
  addDelivery(context, delivery, context.clock.now() + delay);
  if (fault?.do === 'duplicate') addDelivery(context, delivery, context.clock.now());
}

function saveNotification(context: SandboxContext, notification: NotificationRow): NotificationRow {
  context.tables.notifications.put(notification);
  context.events.emit({ type: 'notification', notification });
  return notification;
}

function requireNotification(context: SandboxContext, id: string | undefined): NotificationRow {
  const notification = context.tables.notifications.get(id ?? '');
  if (!notification) throw new ApiFailure(404, 'not_found', `There is no notification ${JSON.stringify(id)}`);
  return notification;
}

function showNotification(context: SandboxContext, { id, status, event, request_id, created_at }: NotificationRow) {
  const request = context.tables.requests.get(request_id);
  return {
    id,
    status,
    event,
    created_at: iso(created_at),
    data: { ...(request && { payment_request: showRequest(context, request) }) },
  };
}

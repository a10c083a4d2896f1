import { scheduleExpiry } from './checkout/link-states.ts';
import { scheduleRefund } from './checkout/refunds.ts';
import type { SandboxContext } from './context.ts';
import { scheduleResend } from './recurring/notifications.ts';
import { resumeDeliveries } from './webhooks/schedule.ts';

/** Takes up what a sandbox with a database was doing when it ended: deliveries, expiries, refunds, re-sends. */
export function resume(context: SandboxContext): void {
  resumeDeliveries(context);
  for (const link of context.tables.links.all()) if (link.status === 'active') scheduleExpiry(context, link);
  for (const refund of context.tables.refunds.all()) if (refund.status === 'initiated') scheduleRefund(context, refund);
  for (const notification of context.tables.notifications.all()) {
    if (notification.status === 'new') scheduleResend(context, notification);
  }
}

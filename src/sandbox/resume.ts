import { scheduleExpiry } from './checkout/link-states.ts';
import { scheduleRefund } from './checkout/refunds.ts';
import type { SandboxContext } from './context.ts';
import { scheduleResend } from './recurring/notifications.ts';
import { resumeDeliveries } from './webhooks/schedule.ts';

/** Resumes the work of a sandbox with a database after a restart: deliveries, expiries, refunds, repeated notifications. */
export function resume(context: SandboxContext): void {
  resumeDeliveries(context);
  for (const link of context.tables.links.all()) if (link.status === 'active') scheduleExpiry(context, link);
  for (const refund of context.tables.refunds.all()) if (refund.status === 'initiated') scheduleRefund(context, refund);
  for (const notification of context.tables.notifications.all()) {
    if (notification.status === 'new') scheduleResend(context, notification);
  }
}

import { scheduleExpiry } from './checkout/link-states.ts';
import { scheduleRefund } from './checkout/refunds.ts';
import type { World } from './context.ts';
import { scheduleResend } from './recurring/notifications.ts';
import { resumeDeliveries } from './webhooks/schedule.ts';

/** Takes up what a sandbox with a database was doing when it ended: deliveries, expiries, refunds, re-sends. */
export function resume(world: World): void {
  resumeDeliveries(world);
  for (const link of world.tables.links.all()) if (link.status === 'active') scheduleExpiry(world, link);
  for (const refund of world.tables.refunds.all()) if (refund.status === 'initiated') scheduleRefund(world, refund);
  for (const notification of world.tables.notifications.all()) {
    if (notification.status === 'new') scheduleResend(world, notification);
  }
}

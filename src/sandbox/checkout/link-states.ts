import { type SandboxContext, seconds } from '../context.ts';
import type { LinkRow } from '../store/rows.ts';

/** Saves the link, and emits its event. */
export function saveLink(context: SandboxContext, link: LinkRow): LinkRow {
  context.tables.links.put(link);
  context.events.emit({ type: 'link', link });
  return link;
}

export function changeLink(context: SandboxContext, link: LinkRow, status: LinkRow['status']): LinkRow {
  return saveLink(context, { ...link, status, updated_at: seconds(context) });
}

/** Cancels an order's links when its amount or currency changes: they would still take the old amount. */
export function cancelActiveLinks(context: SandboxContext, orderId: string): void {
  for (const link of context.tables.links.by('order_id', orderId)) {
    if (expireIfDue(context, link).status === 'active') changeLink(context, link, 'canceled');
  }
}

/** The link in its current state: expires it first if its time is over. */
export function expireIfDue(context: SandboxContext, link: LinkRow): LinkRow {
  if (link.status !== 'active' || link.expired_at === undefined || link.expired_at > seconds(context)) return link;
  return changeLink(context, link, 'expired');
}

/** Schedules the link's expiry, so that the dashboard and events show it. */
export function scheduleExpiry(context: SandboxContext, { id, expired_at }: LinkRow): void {
  if (expired_at === undefined) return;
  const expire = () => {
    const link = context.tables.links.get(id);
    if (link) expireIfDue(context, link);
  };
  context.schedule.at(expired_at * 1000, id, expire, () => {
    const link = context.tables.links.get(id);
    // Its lifetime may have been changed since.
    if (link?.status !== 'active' || link.expired_at !== expired_at) return undefined;
    return { what: `the link “${link.name}” expires`, about: link.order_id };
  });
}

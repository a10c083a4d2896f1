import { type SandboxContext, seconds } from '../context.ts';
import type { LinkRow } from '../rows.ts';

/** Puts the link in its new state, and tells. */
export function saveLink(context: SandboxContext, link: LinkRow): LinkRow {
  context.tables.links.put(link);
  context.events.emit({ type: 'link', link });
  return link;
}

export function changeLink(context: SandboxContext, link: LinkRow, status: LinkRow['status']): LinkRow {
  return saveLink(context, { ...link, status, updated_at: seconds(context) });
}

/** A change of an order's money ends its links; they would still take the old amount. */
export function cancelActiveLinks(context: SandboxContext, orderId: string): void {
  for (const link of context.tables.links.by('order_id', orderId)) {
    if (current(context, link).status === 'active') changeLink(context, link, 'canceled');
  }
}

/** The link as of now: one whose time is over has expired, whether or not anybody has looked. */
export function current(context: SandboxContext, link: LinkRow): LinkRow {
  if (link.status !== 'active' || link.expired_at === undefined || link.expired_at > seconds(context)) return link;
  return changeLink(context, link, 'expired');
}

/** Lets the link expire by itself, so that whoever watches sees it. */
export function scheduleExpiry(context: SandboxContext, { id, expired_at }: LinkRow): void {
  if (expired_at === undefined) return;
  context.schedule.at(expired_at * 1000, id, () => {
    const link = context.tables.links.get(id);
    if (link) current(context, link);
  });
}

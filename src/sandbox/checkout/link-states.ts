import { seconds, type World } from '../context.ts';
import type { LinkRow } from '../rows.ts';

/** Puts the link in its new state, and tells. */
export function keepLink(world: World, link: LinkRow): LinkRow {
  world.tables.links.put(link);
  world.events.emit({ type: 'link', link });
  return link;
}

export function changeLink(world: World, link: LinkRow, status: LinkRow['status']): LinkRow {
  return keepLink(world, { ...link, status, updated_at: seconds(world) });
}

/** A change of an order's money ends its links; they would still take the old amount. */
export function cancelActiveLinks(world: World, orderId: string): void {
  for (const link of world.tables.links.by('order_id', orderId)) {
    if (current(world, link).status === 'active') changeLink(world, link, 'canceled');
  }
}

/** The link as of now: one whose time is over has expired, whether or not anybody has looked. */
export function current(world: World, link: LinkRow): LinkRow {
  if (link.status !== 'active' || link.expired_at === undefined || link.expired_at > seconds(world)) return link;
  return changeLink(world, link, 'expired');
}

/** Lets the link expire by itself, so that whoever watches sees it. */
export function scheduleExpiry(world: World, { id, expired_at }: LinkRow): void {
  if (expired_at === undefined) return;
  world.schedule.at(expired_at * 1000, id, () => {
    const link = world.tables.links.get(id);
    if (link) current(world, link);
  });
}

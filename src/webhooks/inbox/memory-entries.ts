import { requestOf, setAsideEvent } from './delivery.ts';
import type { Inbox, MemoryInboxOptions } from './inbox.ts';
import { TTL } from './ttl.ts';

interface Entry {
  readonly until: number;
  /** Left out once it was handled or released. */
  readonly owner?: string;
  readonly tries?: number;
  /** When it was set aside, and what was. */
  readonly aside?: readonly [at: number, delivery: string];
}

/** What `memoryInbox` is once it is used. */
export function memoryEntries(lease: number, options: MemoryInboxOptions): Inbox {
  const { ttl = TTL, max = 10_000, now = Date.now } = options;
  /** Ordered by claim. */
  const entries = new Map<string, Entry>();
  const change = (key: string, owner: string, changed: (entry: Entry) => Entry) => {
    const entry = entries.get(key);
    if (entry?.owner !== owner) return false;
    entries.set(key, changed(entry));
    return true;
  };
  return {
    lease,
    async claim(key, owner) {
      const { until = 0, owner: other, tries = 0, aside } = entries.get(key) ?? {};
      if (until > now()) return other ? 'busy' : 'seen';
      if (aside && tries) return 'set-aside';
      // Never forgets an event that is being handled, which would be handled twice, nor one that was set aside.
      for (const [oldest, { owner, aside }] of entries) {
        if (entries.size < max) break;
        if (!owner && !aside) entries.delete(oldest);
      }
      entries.delete(key);
      entries.set(key, { owner, until: now() + lease, tries: tries + 1, ...(aside && { aside }) });
      return tries + 1;
    },
    renew: async (key, owner) => change(key, owner, (entry) => ({ ...entry, until: now() + lease })),
    async done(key) {
      entries.set(key, { until: now() + ttl });
    },
    async release(key, owner) {
      change(key, owner, ({ owner: _, ...entry }) => ({ ...entry, until: 0 }));
    },
    async setAside(key, owner, delivery) {
      change(key, owner, (entry) => ({ ...entry, aside: [now(), delivery] }));
    },
    async listSetAside() {
      return [...entries].flatMap(([key, { aside }]) => (aside ? [setAsideEvent(key, ...aside)] : []));
    },
    async retry(key) {
      const entry = entries.get(key);
      if (!entry?.aside) return undefined;
      entries.set(key, { ...entry, tries: 0 });
      return requestOf(entry.aside[1]);
    },
  };
}

import { assertKnown } from '../../errors/known-options.ts';
import { type Inbox, LEASE, type MemoryInboxOptions } from './inbox.ts';

/**
 * Creates an inbox in memory, which is enough for a single server. With several servers, or on serverless platforms,
 * use the `inbox` of `sqlState` or `redisState`.
 *
 * @throws {ConfigurationError} when an option does not exist.
 * @example createWebhookHandler({ secret, on, inbox: memoryInbox({ max: 1_000 }) });
 */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  assertKnown('memoryInbox', options, ['lease', 'ttl', 'max', 'now']);
  const { lease = LEASE } = options;
  let made: Promise<Inbox> | undefined;
  // Verifying a webhook does not need it.
  const inbox = () => {
    made ??= import('../on-demand.ts').then(({ memoryEntries }) => memoryEntries(lease, options));
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
  return {
    lease,
    claim: async (...claim) => (await inbox()).claim(...claim),
    renew: async (...claim) => (await inbox()).renew(...claim),
    done: async (...claim) => (await inbox()).done(...claim),
    release: async (...claim) => (await inbox()).release(...claim),
    setAside: async (...claim) => (await inbox()).setAside(...claim),
    listSetAside: async () => (await inbox()).listSetAside(),
    retry: async (key) => (await inbox()).retry(key),
  };
}

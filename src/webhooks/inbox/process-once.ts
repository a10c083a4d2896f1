import type { EventClaim, Inbox } from './inbox.ts';

/** The outcome of a delivery: its event is handled now, was handled before, is being handled elsewhere, or failed too often. */
export type ProcessingOutcome = 'handled' | 'seen' | 'busy' | 'set-aside';

/** When an event is set aside. */
interface Patience {
  readonly tries: number;
  readonly delivery: () => string;
}

const RENEWALS_PER_LEASE = 4;

/**
 * Runs an effect unless it ran before, and renews the claim for as long as it runs. Rethrows what the effect throws, after
 * the event can be claimed again.
 *
 * @param patience None: the event is never set aside.
 */
export async function processOnce(
  inbox: Inbox,
  key: string,
  effect: (claim: EventClaim) => unknown,
  onError: (error: unknown) => void,
  patience?: Patience,
): Promise<ProcessingOutcome> {
  const owner = crypto.randomUUID();
  const tries = await inbox.claim(key, owner);
  if (typeof tries === 'string') return tries;
  const renewing = setInterval(() => inbox.renew(key, owner).catch(onError), inbox.lease / RENEWALS_PER_LEASE);
  try {
    if (patience && tries >= patience.tries) await inbox.setAside(key, owner, patience.delivery());
    await effect({ key, owner });
  } catch (error) {
    clearInterval(renewing);
    // If the release fails as well, the lease expires.
    await inbox.release(key, owner).catch(onError);
    throw error;
  }
  clearInterval(renewing);
  // The effect happened: even when the inbox fails now, Paysera must not retry the delivery.
  await inbox.done(key, owner).catch(onError);
  return 'handled';
}

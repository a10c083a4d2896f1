import type { Inbox } from './inbox.ts';

/** The outcome of a delivery: its event is handled now, was handled before, or is being handled elsewhere. */
export type ProcessingOutcome = 'handled' | 'seen' | 'busy';

/** Runs an effect unless it ran before. Rethrows what the effect throws, after the event can be claimed again. */
export async function processOnce(
  inbox: Inbox,
  key: string,
  effect: () => unknown,
  onError: (error: unknown) => void,
): Promise<ProcessingOutcome> {
  const owner = crypto.randomUUID();
  const claim = await inbox.claim(key, owner);
  if (claim !== 'first') return claim;
  try {
    await effect();
  } catch (error) {
    // If the release fails as well, the lease expires.
    await inbox.release(key, owner).catch(onError);
    throw error;
  }
  // The effect happened: even when the inbox fails now, Paysera must not retry the delivery.
  await inbox.done(key, owner).catch(onError);
  return 'handled';
}

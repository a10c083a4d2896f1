import type { Inbox } from './inbox.ts';

/** What became of an event: handled now, handled before, or being handled elsewhere. */
export type ProcessingOutcome = 'handled' | 'seen' | 'busy';

/** Runs an effect unless it ran before. What the effect throws comes out, and the event can be claimed again. */
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
    // Should the release fail as well, the lease ends by itself.
    await inbox.release(key, owner).catch(onError);
    throw error;
  }
  // The effect happened: whatever the inbox says now, sending the event again must not be asked for.
  await inbox.done(key, owner).catch(onError);
  return 'handled';
}

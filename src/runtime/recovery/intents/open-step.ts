import type { Intent } from './intents.ts';

/** A step of a key that is still open. */
export interface OpenStep {
  readonly intent: Intent;
  /** Milliseconds of `performance.now()`: when the call that sent it was over, at the latest. */
  readonly endedAt: number;
}

/**
 * Asked after the intent of a step is stored, and before it is sent: of two processes that store and then read, at least one
 * sees the other. Resolves when the step may be sent, with the earlier intents that its success settles as well.
 *
 * @param open Reads the other open steps of its key, newest last.
 * @throws when it must not be sent. Its intent is closed.
 */
export type MaySend = (mine: Intent, open: () => Promise<readonly OpenStep[]>) => Promise<readonly Intent[]>;

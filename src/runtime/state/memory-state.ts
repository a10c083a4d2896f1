import type { Inbox } from '../../webhooks/inbox/inbox.ts';
import { memoryInbox } from '../../webhooks/inbox/memory-inbox.ts';
import { type IntentStore, memoryIntents } from '../recovery/intents/intents.ts';
import { type Claims, memoryClaims } from './claims.ts';
import { type GateStore, memoryGate } from './gate-store.ts';
import { memoryTokens, type SealedTokens } from './sealed-tokens.ts';

/** A `State` in memory. */
export interface MemoryState {
  /** Access tokens. */
  readonly tokens: SealedTokens;
  /** The rate gate. */
  readonly gate: GateStore;
  /** Requests that were sent and not confirmed. */
  readonly intents: IntentStore;
  /** Events that were handled. */
  readonly inbox: Inbox;
  /** Which client is at work on which key. */
  readonly claims: Claims;
}

/**
 * Creates a state in memory, which the clients of one process can share: for tests, and for a store of your own to begin
 * with, such as a Durable Object. It never throws.
 *
 * @example const checkout = createCheckout({ state: memoryState() });
 */
export function memoryState(): MemoryState {
  const claims = memoryClaims();
  return {
    tokens: memoryTokens(claims),
    gate: memoryGate(),
    intents: memoryIntents(),
    inbox: memoryInbox(),
    claims,
  };
}

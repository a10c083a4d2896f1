import type { Inbox } from '../../webhooks/inbox/inbox.ts';
import type { IntentStore } from '../recovery/intents/intents.ts';
import type { Claims } from './claims.ts';
import type { GateStore } from './gate-store.ts';
import type { SealedTokens } from './sealed-tokens.ts';

/**
 * What the processes of one merchant share. Each part can be left out, replaced, or used alone.
 *
 * @example const checkout = createCheckout({ state: redisState(redis) });
 */
export interface State {
  /** Access tokens. */
  readonly tokens?: SealedTokens | undefined;
  /** The rate gate. */
  readonly gate?: GateStore | undefined;
  /** Requests that were sent and not confirmed. */
  readonly intents?: IntentStore | undefined;
  /** Events that were handled. */
  readonly inbox?: Inbox | undefined;
  /** Which client is at work on which key. */
  readonly claims?: Claims | undefined;
}

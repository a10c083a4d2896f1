/** What a client without a state never needs, loaded as one. */
export { sharedGate } from '../transport/shared-gate.ts';
export { sharedTokens } from './shared-tokens.ts';

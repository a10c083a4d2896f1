/** What a client without a state never needs, loaded as one. */
export { sharedGate } from '../transport/gate/shared-gate.ts';
export { sharedTokens } from './shared-tokens.ts';

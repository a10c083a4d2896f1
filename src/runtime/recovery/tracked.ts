import type { Step } from '../call/step.ts';
import type { Call } from '../call/wire-types.ts';
import type { Moment } from '../clock.ts';
import type { Operation } from '../operation.ts';
import type { Intent } from './intents/intents.ts';
import type { KeptIntent } from './intents/kept-intent.ts';
import type { Recovery } from './recovery.ts';

/** A call in flight that must not be sent twice. The code for its failure is loaded when it fails. */
export interface Tracked<Operations> {
  readonly recovery: Recovery<Operations>;
  readonly call: Call<Operations>;
  readonly operation: Operation;
  readonly step: Step | undefined;
  readonly intent: Intent;
  readonly kept: KeptIntent | undefined;
  /** Earlier calls with the same key, whose outcome is not known. */
  readonly earlier: readonly Intent[];
  readonly sent: Moment;
}

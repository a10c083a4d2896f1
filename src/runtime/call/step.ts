import type { CallOptions } from '../options.ts';
import type { MaySend } from '../recovery/intents/open-step.ts';
import type { RequestDescription } from '../transport/describe-request.ts';

/** The composite call that a call is a step of. */
export interface Step {
  /** Milliseconds of `performance.now()`: until then it may still act. */
  readonly endsAt: number;
  /** The key of the whole. */
  readonly key?: string | undefined;
  /** Whether the step may be sent that is made next, where its intent is stored. */
  maySend?: MaySend;
  /** The last request of the whole, for errors from between the steps. */
  sent?: RequestDescription & { readonly operation: string };
}

/** Under this key, the options of a step hold the composite call that it belongs to. Callers cannot name it. */
export const STEP: unique symbol = Symbol('step');

/** Marks the options of a read that can wait. */
export const BACKGROUND: unique symbol = Symbol('background');

/** The options of a call, as a step of a composite call or of a recovery has them. */
export interface StepOptions extends CallOptions {
  readonly [STEP]?: Step | undefined;
  /** It leaves the slots of the rate gate to others first. */
  readonly [BACKGROUND]?: boolean;
}

import type { FaultPlan, FaultTarget, SandboxEvent } from '../src/sandbox/index.ts';

/** A fault, and what it applies to. */
export interface Fault {
  readonly on: FaultTarget;
  readonly plan: FaultPlan;
}

/** What the page asks of the worker. */
export type ToWorker =
  /** Runs code without types, in which imports are calls of `require`. */
  | { readonly type: 'run'; readonly code: string; readonly fault: Fault | undefined }
  /** Replaces the fault of every sandbox. */
  | { readonly type: 'fault'; readonly fault: Fault | undefined }
  /** Loads an address of a sandbox, as the payer's browser would. With a `form`, it is posted. */
  | { readonly type: 'load'; readonly id: number; readonly url: string; readonly form: string | undefined }
  /** Asks whether the worker still listens. */
  | { readonly type: 'ping' };

/** What the worker says. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'printed'; readonly text: string; readonly level: 'log' | 'error' }
  /** Something happened in a sandbox. `payAt` is where the payer of what it is about can pay. */
  | { readonly type: 'event'; readonly event: PlaygroundEvent; readonly payAt: string | undefined }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string; readonly line: number | undefined }
  | { readonly type: 'loaded'; readonly id: number; readonly answer: Loaded };

/** What is shown of a sandbox's events. Errors in the sandbox are printed. */
export type PlaygroundEvent = Exclude<SandboxEvent, { readonly type: 'error' }>;

/** A page for the payer, or the address in the shop to which the payer is sent. */
export type Loaded = { readonly html: string } | { readonly leave: string };

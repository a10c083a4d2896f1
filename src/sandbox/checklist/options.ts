import type { SandboxCredentials } from '../options.ts';
import type { Sandbox } from '../start.ts';

/** A merchant's own integration, as the checklist drives it. */
export interface MerchantChecklistOptions {
  /**
   * Makes one order and its payment link by the shop's own code, and gives the address to pay at, alone or as `paymentUrl`.
   * The context names the sandbox to talk to and what to sell; a shop that is configured for a running sandbox passes that
   * as `sandbox`, and ignores the context.
   */
  createPayment(context: ChecklistPayment): Promise<string | { readonly paymentUrl: string }>;
  /** Where the shop takes webhooks. Every delivery goes there, whatever the order's `callback_url` says. */
  readonly webhookUrl: string;
  /**
   * How often the shop has handed out what was bought, by `orderId` or by its own `reference`. Without it the checklist
   * sees answers and calls only, and says which questions it could not answer.
   */
  deliveries?(order: { readonly orderId: string; readonly reference: string }): number | Promise<number>;
  /** A sandbox that runs already, with its `webhookUrl` set. Default: one of its own. */
  readonly sandbox?: Sandbox;
  /** Milliseconds that the shop may take after its answer. Default 500. */
  readonly patience?: number;
}

/** What `createPayment` is to sell, and where. */
export interface ChecklistPayment {
  /** Where the sandbox is. */
  readonly baseUrl: string;
  /** What it takes. */
  readonly credentials: SandboxCredentials;
  /** The shop's own number to sell under. */
  readonly reference: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

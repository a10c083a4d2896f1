import type { SandboxCredentials } from '../options.ts';
import type { Sandbox } from '../start.ts';

/** The merchant's integration that the checklist tests. */
export interface MerchantChecklistOptions {
  /**
   * Creates an order and its payment link with the shop's own code, and returns the payment URL, either directly or as
   * `paymentUrl`. The context says which sandbox to use and what to sell. A shop that is already configured for a
   * running sandbox passes it as `sandbox`, and ignores the context.
   */
  createPayment(context: ChecklistPayment): Promise<string | { readonly paymentUrl: string }>;
  /** The shop's webhook URL. All deliveries go there, whatever the order's `callback_url`. */
  readonly webhookUrl: string;
  /**
   * Returns how often the shop has delivered the goods of an order, by `orderId` or by its own `reference`. Without it,
   * the checklist can only observe requests and responses, and reports what it could not check.
   */
  deliveries?(order: { readonly orderId: string; readonly reference: string }): number | Promise<number>;
  /** A running sandbox with its `webhookUrl` set. Default: the checklist starts its own. */
  readonly sandbox?: Sandbox;
  /** Milliseconds to wait for the shop after its response. Default 500. */
  readonly patience?: number;
}

/** What `createPayment` should sell, and in which sandbox. */
export interface ChecklistPayment {
  /** The sandbox's URL. */
  readonly baseUrl: string;
  /** The credentials it accepts. */
  readonly credentials: SandboxCredentials;
  /** The reference to give the order. */
  readonly reference: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

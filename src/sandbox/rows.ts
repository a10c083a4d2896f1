/** An order. Members of all rows bear the names of the wire. */
export interface OrderRow {
  /** Paysera's id of it. */
  readonly id: string;
  /** The project it belongs to. */
  readonly project_id: string;
  /** The merchant's own number. */
  readonly reference: string;
  /** Minor units; null until the payer has set it. */
  readonly amount: number | null;
  /** Minor units, settled so far. */
  readonly amount_paid: number;
  /** ISO 4217. */
  readonly currency: string;
  /** `paid` once `amount_paid` reaches `amount`. */
  readonly status: 'pending_payment' | 'paid' | 'canceled' | 'closed';
  /** Where the payer goes after paying. */
  readonly success_url?: string;
  /** Where the payer goes when it failed. */
  readonly failure_url?: string;
  /** Where the payer goes after giving up. */
  readonly cancel_url?: string;
  /** Where its webhooks go. */
  readonly callback_url?: string;
  /** Who made it, e.g. `Integration`. */
  readonly source: string;
  /** As the merchant gave it. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** As the merchant gave it; comes back in webhooks. */
  readonly merchant_data?: unknown;
  /** Set when the payer decides on the amount. */
  readonly payer_set?: PayerSetLimits;
  /** Made in Test Mode: no money moves. */
  readonly is_test: boolean;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds, of the last change. */
  readonly updated_at: number;
}

/** The limits of an order whose payer sets the amount. */
export interface PayerSetLimits {
  /** Minor units; null for no limit. */
  readonly minimum_amount: number | null;
  /** Minor units; null for no limit. */
  readonly maximum_amount: number | null;
  /** Minor units; null for none. */
  readonly suggested_amount: number | null;
  /** Minor units, one for each button. */
  readonly amount_buttons: readonly number[];
}

/** A payment link. */
export interface LinkRow {
  /** Paysera's id of it. */
  readonly id: string;
  /** The order it is for. */
  readonly order_id: string;
  /** The last part of `payment_URL`. */
  readonly token: string;
  /** What the payer sees. */
  readonly name: string;
  /** Only an `active` one can be paid. */
  readonly status: 'active' | 'completed' | 'expired' | 'canceled';
  /** The `language` of the page, ISO 639-1, and its `payment_flow`. */
  readonly experience: { readonly language: string; readonly payment_flow: string };
  /** Minor units; null when the payer sets it. */
  readonly amount: number | null;
  /** Minor units. */
  readonly suggested_amount?: number;
  /** Minor units, one for each button. */
  readonly amount_buttons?: readonly number[];
  /** The method that is preselected (`key`), the `purpose` that the bank shows, and the payer's `country_code`. */
  readonly payment_details?: { readonly key?: string; readonly purpose?: string; readonly country_code?: string };
  /** The payer's `name` and `email`, as the merchant gave them. */
  readonly payer_information?: { readonly name?: string; readonly email?: string };
  /** As the merchant gave it. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Unix seconds; absent: never. */
  readonly expired_at?: number;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds, of the last change. */
  readonly updated_at: number;
}

/** Where a payment stands. */
export type PaymentStatus =
  | 'initiated'
  | 'processing'
  | 'settled'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'refunded'
  | 'chargeback';

/** One attempt to pay. */
export interface PaymentRow {
  /** Paysera's id of it. */
  readonly id: string;
  /** The order it pays. */
  readonly order_id: string;
  /** The link it came by. */
  readonly link_id: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Only `settled` is money. */
  readonly status: PaymentStatus;
  /** The key of the method. */
  readonly method: string;
  /** The payer's, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** What the bank shows. */
  readonly purpose: string;
  /** The bank's own id of it. */
  readonly external_payment_id: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds, of the last change. */
  readonly updated_at: number;
}

/** Money that goes back. */
export interface RefundRow {
  /** Paysera's id of it. */
  readonly id: string;
  /** The payment that is given back. */
  readonly payment_id: string;
  /** Minor units. */
  readonly amount: number;
  /** `completed` is money. */
  readonly status: 'initiated' | 'completed' | 'failed';
  /** The merchant's own number. */
  readonly reference?: string;
  /** The `Idempotency-Key` it came with. */
  readonly idempotency_key?: string;
  /** What was asked with the key, to tell a repetition from another request. */
  readonly asked: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** Milliseconds on the sandbox's clock: when it is completed. */
  readonly due_at: number;
}

/** A price as Recurring Billing writes it. */
export interface Money {
  /** As the merchant sent it: minor units as a number, or a decimal as a string. */
  readonly amount: number | string;
  /** ISO 4217. */
  readonly currency: string;
}

/** A payment request of Recurring Billing. */
export interface PaymentRequestRow {
  /** Paysera's id of it. */
  readonly id: string;
  /** Only `captured` is money. */
  readonly status: 'new' | 'authorized' | 'captured' | 'canceled';
  /** The business it belongs to. */
  readonly business_id: string;
  /** The merchant's own number. */
  readonly order_id: string;
  /** The idempotency key of its creation. */
  readonly unique_identifier?: string;
  /** What is asked for. */
  readonly price: Money;
  /** What was captured. */
  readonly price_paid?: Money;
  /** Unix seconds; absent: for ever. */
  readonly valid_until?: number;
  /** What the payer sees. */
  readonly description: string;
  /** The method that is preselected, or was paid with. */
  readonly method_key?: string;
  /** What is known of the payer, by field. */
  readonly payer: Readonly<Record<string, string>>;
  /** Where the payer goes after paying. */
  readonly accept_url: string;
  /** Where the payer goes after giving up. */
  readonly cancel_url: string;
  /** Where its callbacks go. */
  readonly callback_url: string;
  /** `required`: the payment is to yield a token. */
  readonly token_strategy?: string;
  /** The token for later charges. */
  readonly issued_token?: string;
  /** Fields that are kept and given back, and change nothing here. */
  readonly echo: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds, of the last change. */
  readonly updated_at: number;
  /** Unix seconds. */
  readonly captured_at?: number;
}

export interface TokenRow {
  /** The token itself. */
  readonly id: string;
  readonly request_id: string;
  readonly method_key: string;
  readonly revoked: boolean;
}

/** A notification of Recurring Billing. */
export interface NotificationRow {
  /** Paysera's id of it, which a callback names. */
  readonly id: string;
  /** The payment request it tells of. */
  readonly request_id: string;
  /** `read` once the shop has marked it. */
  readonly status: 'new' | 'read';
  /** What happened, e.g. `payment_request.captured`. */
  readonly event: string;
  /** Unix seconds. */
  readonly created_at: number;
}

/** A delivery to the shop. */
export interface DeliveryRow {
  /** The sandbox's id of it. */
  readonly id: string;
  /** A signed webhook of Checkout, or the unsigned callback of Recurring Billing. */
  readonly kind: 'webhook' | 'callback';
  /** The order or payment request that it tells about. */
  readonly subject: string;
  /** What it tells: `payment settled`, `order amount_paid_updated`, `payment_request.captured`. */
  readonly title: string;
  /** Where it goes. */
  readonly url: string;
  /** The bytes that are signed. */
  readonly body: string;
  /** As they are sent, the signature among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** `waiting` for its next attempt, or how it ended. */
  readonly status: 'waiting' | 'delivered' | 'failed' | 'refused';
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  /** Milliseconds on the sandbox's clock: when the next attempt is due. */
  readonly next_at?: number;
  /** Unix seconds. */
  readonly created_at: number;
}

/** One attempt at a delivery. */
export interface DeliveryAttempt {
  /** Milliseconds on the sandbox's clock. */
  readonly at: number;
  /** HTTP status of the answer, or why there was none. */
  readonly outcome: number | string;
  /** Asked for in the dashboard or by `resend`. */
  readonly by_hand?: boolean;
}

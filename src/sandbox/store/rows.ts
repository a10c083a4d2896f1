/** An order. The members of all rows have the names that the API uses. */
export interface OrderRow {
  /** The id that Paysera would assign. */
  readonly id: string;
  /** The project it belongs to. */
  readonly project_id: string;
  /** The merchant's own reference. */
  readonly reference: string;
  /** Minor units; null until the payer sets it. */
  readonly amount: number | null;
  /** Minor units settled so far. */
  readonly amount_paid: number;
  /** ISO 4217. */
  readonly currency: string;
  /** `paid` once `amount_paid` reaches `amount`. */
  readonly status: 'pending_payment' | 'paid' | 'canceled' | 'closed';
  /** Where the payer goes after paying. */
  readonly success_url?: string;
  /** Where the payer goes after a failed payment. */
  readonly failure_url?: string;
  /** Where the payer goes after canceling. */
  readonly cancel_url?: string;
  /** Where webhooks are sent. */
  readonly callback_url?: string;
  /** What created it, e.g. `Integration`. */
  readonly source: string;
  /** As set by the merchant. */
  readonly metadata?: Readonly<Record<string, string | null>>;
  /** As set by the merchant; returned in webhooks. */
  readonly merchant_data?: unknown;
  /** Set when the payer sets the amount. */
  readonly payer_set?: PayerSetLimits;
  /** Created in Test Mode: no money moves. */
  readonly is_test: boolean;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds of the last change. */
  readonly updated_at: number;
}

/** The limits of an order with a payer-set amount. */
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
  /** The id that Paysera would assign. */
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
  /** As set by the merchant. */
  readonly metadata?: Readonly<Record<string, string | null>>;
  /** Unix seconds; absent when it never expires. */
  readonly expired_at?: number;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds of the last change. */
  readonly updated_at: number;
}

/** The status of a payment. */
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
  /** The id that Paysera would assign. */
  readonly id: string;
  /** The order it pays. */
  readonly order_id: string;
  /** The link it was made with. */
  readonly link_id: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Only `settled` means that money arrived. */
  readonly status: PaymentStatus;
  /** The key of the method. */
  readonly method: string;
  /** The payer's country, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** What the bank shows. */
  readonly purpose: string;
  /** The bank's own id. */
  readonly external_payment_id: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds of the last change. */
  readonly updated_at: number;
}

/** A refund. */
export interface RefundRow {
  /** The id that Paysera would assign. */
  readonly id: string;
  /** The refunded payment. */
  readonly payment_id: string;
  /** Minor units. */
  readonly amount: number;
  /** Only `completed` means that money was returned. */
  readonly status: 'initiated' | 'completed' | 'failed';
  /** The merchant's own reference. */
  readonly reference?: string;
  /** The `Idempotency-Key` of the request. */
  readonly idempotency_key?: string;
  /** The content of the request, to tell a retry from another request with the same key. */
  readonly fingerprint: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** When it is completed, in milliseconds on the sandbox's clock. */
  readonly due_at: number;
}

/** A price in the format of Recurring Billing. */
export interface Money {
  /** As sent by the merchant: minor units as a number, or a decimal as a string. */
  readonly amount: number | string;
  /** ISO 4217. */
  readonly currency: string;
}

/** A payment request of Recurring Billing. */
export interface PaymentRequestRow {
  /** The id that Paysera would assign. */
  readonly id: string;
  /** Only `captured` means that money was taken. */
  readonly status: 'new' | 'authorized' | 'captured' | 'canceled';
  /** The business it belongs to. */
  readonly business_id: string;
  /** The merchant's own reference. */
  readonly order_id: string;
  /** The idempotency key of its creation. */
  readonly unique_identifier?: string;
  /** The requested price. */
  readonly price: Money;
  /** What was captured. */
  readonly price_paid?: Money;
  /** Unix seconds; absent when it never expires. */
  readonly valid_until?: number;
  /** What the payer sees. */
  readonly description: string;
  /** The method that is preselected, or was paid with. */
  readonly method_key?: string;
  /** The payer's data, by field. */
  readonly payer: Readonly<Record<string, string>>;
  /** Where the payer goes after paying. */
  readonly accept_url: string;
  /** Where the payer goes after canceling. */
  readonly cancel_url: string;
  /** Where callbacks are sent. */
  readonly callback_url: string;
  /** `required`: the payment issues a token. */
  readonly token_strategy?: string;
  /** The token for later charges. */
  readonly issued_token?: string;
  /** Fields that are stored and returned, but have no effect here. */
  readonly echo: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly created_at: number;
  /** Unix seconds of the last change. */
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
  /** The id that a callback contains. */
  readonly id: string;
  /** The payment request it is about. */
  readonly request_id: string;
  /** `read` once the shop has marked it as read. */
  readonly status: 'new' | 'read';
  /** What happened, e.g. `payment_request.captured`. */
  readonly event: string;
  /** Unix seconds. */
  readonly created_at: number;
}

/** A delivery to the shop. */
export interface DeliveryRow {
  /** The sandbox's id of the delivery. */
  readonly id: string;
  /** A signed Checkout webhook, or an unsigned Recurring Billing callback. */
  readonly kind: 'webhook' | 'callback';
  /** The order or payment request it is about. */
  readonly subject: string;
  /** What it reports: `payment settled`, `order amount_paid_updated`, `payment_request.captured`. */
  readonly title: string;
  /** Where it is sent. */
  readonly url: string;
  /** The exact body, which the signature covers. */
  readonly body: string;
  /** The headers as sent, including the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** `waiting` for its next attempt, or its final status. */
  readonly status: 'waiting' | 'delivered' | 'failed' | 'rejected';
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  /** When the next attempt is due, in milliseconds on the sandbox's clock. */
  readonly next_at?: number;
  /** Unix seconds. */
  readonly created_at: number;
}

/** One attempt at a delivery. */
export interface DeliveryAttempt {
  /** Milliseconds on the sandbox's clock. */
  readonly at: number;
  /** HTTP status of the response, or the reason why there was none. */
  readonly outcome: number | string;
  /** Milliseconds of real time that it took; absent when it was lost in transit. */
  readonly duration?: number;
  /** What the shop answered: its `headers`, and the first 4,096 characters of its `body`. */
  readonly response?: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Whether it was triggered in the dashboard or by `resend`. */
  readonly by_hand?: boolean;
}

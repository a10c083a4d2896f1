/** What the sandbox keeps. Times are Unix seconds unless a name says otherwise; amounts are minor units. */
export interface OrderRow {
  readonly id: string;
  readonly project_id: string;
  readonly reference: string;
  /** Null until the payer has set it. */
  readonly amount: number | null;
  readonly amount_paid: number;
  readonly currency: string;
  readonly status: 'pending_payment' | 'paid' | 'canceled' | 'closed';
  readonly success_url?: string;
  readonly failure_url?: string;
  readonly cancel_url?: string;
  readonly callback_url?: string;
  readonly source: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly merchant_data?: unknown;
  readonly payer_set?: PayerSetLimits;
  readonly is_test: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

/** The limits of an order whose payer sets the amount. */
export interface PayerSetLimits {
  readonly minimum_amount: number | null;
  readonly maximum_amount: number | null;
  readonly suggested_amount: number | null;
  readonly amount_buttons: readonly number[];
}

export interface LinkRow {
  readonly id: string;
  readonly order_id: string;
  /** The last part of `payment_URL`. */
  readonly token: string;
  readonly name: string;
  readonly status: 'active' | 'completed' | 'expired' | 'canceled';
  readonly experience: { readonly language: string; readonly payment_flow: string };
  readonly amount: number | null;
  readonly suggested_amount?: number;
  readonly amount_buttons?: readonly number[];
  readonly payment_details?: { readonly key?: string; readonly purpose?: string; readonly country_code?: string };
  readonly payer_information?: { readonly name?: string; readonly email?: string };
  readonly metadata?: Readonly<Record<string, string>>;
  /** Absent: never. */
  readonly expired_at?: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export type PaymentStatus =
  | 'initiated'
  | 'processing'
  | 'settled'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'refunded'
  | 'chargeback';

export interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly link_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly method: string;
  readonly country: string;
  readonly purpose: string;
  readonly external_payment_id: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: number;
  readonly status: 'initiated' | 'completed' | 'failed';
  readonly reference?: string;
  readonly idempotency_key?: string;
  /** What was asked with the key, to tell a repetition from another request. */
  readonly asked: string;
  readonly created_at: number;
  readonly due_at: number;
}

export interface Money {
  readonly amount: number | string;
  readonly currency: string;
}

export interface PaymentRequestRow {
  readonly id: string;
  readonly status: 'new' | 'authorized' | 'captured' | 'canceled';
  readonly business_id: string;
  readonly order_id: string;
  readonly unique_identifier?: string;
  readonly price: Money;
  readonly price_paid?: Money;
  readonly valid_until?: number;
  readonly description: string;
  readonly method_key?: string;
  readonly payer: Readonly<Record<string, string>>;
  readonly accept_url: string;
  readonly cancel_url: string;
  readonly callback_url: string;
  readonly token_strategy?: string;
  readonly issued_token?: string;
  /** Fields that are kept and given back, and change nothing here. */
  readonly echo: Readonly<Record<string, unknown>>;
  readonly created_at: number;
  readonly updated_at: number;
  readonly captured_at?: number;
}

export interface TokenRow {
  /** The token itself. */
  readonly id: string;
  readonly request_id: string;
  readonly method_key: string;
  readonly revoked: boolean;
}

export interface NotificationRow {
  readonly id: string;
  readonly request_id: string;
  readonly status: 'new' | 'read';
  readonly event: string;
  readonly created_at: number;
}

export interface DeliveryRow {
  readonly id: string;
  /** A signed webhook of Checkout, or the unsigned callback of Recurring Billing. */
  readonly kind: 'webhook' | 'callback';
  /** The order or payment request that it tells about. */
  readonly subject: string;
  /** What it tells: `payment settled`, `order amount_paid_updated`, `payment_request.captured`. */
  readonly title: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: 'waiting' | 'delivered' | 'failed' | 'refused';
  readonly attempts: readonly DeliveryAttempt[];
  /** Milliseconds. */
  readonly next_at?: number;
  readonly created_at: number;
}

export interface DeliveryAttempt {
  /** Milliseconds. */
  readonly at: number;
  /** The status of the answer, or why there was none. */
  readonly outcome: number | string;
  readonly by_hand?: boolean;
}

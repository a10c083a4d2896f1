/** One way to talk to a payments API. */
export interface PaymentsApi {
  readonly name: string;
  /** `sdk`: a comparable client. `part`: a dependency of this client by itself. `limit`: no client at all. */
  readonly kind: 'ours' | 'sdk' | 'part' | 'limit';
  readonly over: 'fetch' | 'node:http' | 'undici';
  /** @param fetch Replaces the platform's; only for clients that use `fetch`. */
  connect(origin: string, fetch?: typeof globalThis.fetch): Promise<Calls>;
}

export interface Calls {
  get(): Promise<unknown>;
  /** A small JSON body. */
  create(): Promise<unknown>;
  /** One page of 20. */
  list(): Promise<unknown>;
}

export const ORDERS = '/merchant-order/integration/v1/orders';
export const ID = '019ac3fe-96ae-7c31-b5d2-3f8e6a1c9d04';
export const TOKEN = 'bench-token';
export const BODY = {
  purchase: { reference: 'ORDER-001', amount: '1000', currency: 'EUR' },
  redirect_urls: { callback_url: 'https://shop.example/webhook', success_url: 'https://shop.example/ok' },
} as const;

export const PAYMENT_REQUESTS = '/rest/v1/payment-requests';
export const PAYMENT_REQUEST_ID = 'pr_8f14e45fceea167a5a36';
export const PAYMENT_REQUEST = {
  order_id: 'SUB_12345-2',
  price: { amount: 999, currency: 'EUR' },
  description: 'Second month',
  payer: { email: 'customer@example.com' },
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
} as const;

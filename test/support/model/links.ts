import type { Orders } from './orders.ts';
import { type Host, type ModelRequest, type ModelResponse, page, refuse } from './wire.ts';

export interface StoredLink {
  readonly id: string;
  readonly order_id: string;
  readonly amount: number | undefined;
  readonly created_at: number;
  readonly madeAt: number;
  readonly call: string | undefined;
}

/** The payment links of Checkout. */
export class Links {
  readonly all: StoredLink[] = [];
  readonly #host: Host;
  readonly #orders: Orders;

  constructor(host: Host, orders: Orders) {
    this.#host = host;
    this.#orders = orders;
  }

  add(link: Pick<StoredLink, 'order_id' | 'amount'> & Partial<StoredLink>): StoredLink {
    const { madeAt = this.#host.now(), call } = link;
    const stored = { id: this.#host.id(), ...link, created_at: Math.floor(madeAt / 1000), madeAt, call };
    this.all.push(stored);
    return stored;
  }

  handle({ method, id, body, query, call }: ModelRequest): ModelResponse {
    if (method === 'GET' && id === undefined) {
      const visible = this.#host.now() - this.#host.searchLag;
      const items = this.all.filter(({ madeAt }) => madeAt <= visible).reverse();
      return { status: 200, body: page(items.map(shown), query, this.#host.pageSize) };
    }
    if (method !== 'POST') {
      const link = this.all.find((one) => one.id === id);
      return link ? { status: 200, body: shown(link) } : refuse(404, 'not_found');
    }
    const order_id = String(body['order_id']);
    if (!this.#orders.all.some((order) => order.id === order_id)) return refuse(404, 'not_found');
    const { amount } = (body['purchase'] ?? {}) as { amount?: number };
    return { status: 201, body: shown(this.add({ order_id, amount, call })) };
  }
}

function shown({ id, order_id, amount, created_at }: StoredLink): object {
  return {
    link_id: id,
    order_id,
    created_at,
    payment_URL: `https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/${id}`,
    experience: { language: 'en', payment_flow: 'paysera_checkout' },
    purchase: amount === undefined ? {} : { amount },
  };
}

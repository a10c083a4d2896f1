import { type Host, type ModelRequest, type ModelResponse, page, refuse } from './wire.ts';

export interface StoredOrder {
  readonly id: string;
  reference: string;
  amount: number;
  currency: string;
  readonly created_at: number;
  updated_at: number;
  readonly status: string;
  /** Milliseconds since 1970 on the server's clock. */
  readonly madeAt: number;
  readonly call: string | undefined;
}

export interface StoredUpdate {
  readonly order_id: string;
  readonly call: string | undefined;
}

/** The orders of Checkout. */
export class Orders {
  readonly all: StoredOrder[] = [];
  readonly updates: StoredUpdate[] = [];
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  add(order: Pick<StoredOrder, 'reference' | 'amount' | 'currency'> & Partial<StoredOrder>): StoredOrder {
    const { madeAt = this.#host.now(), call } = order;
    const created_at = Math.floor(madeAt / 1000);
    const times = { created_at, updated_at: created_at, madeAt };
    const stored = { id: this.#host.id(), status: 'pending_payment', ...order, ...times, call };
    this.all.push(stored);
    return stored;
  }

  handle(received: ModelRequest): ModelResponse {
    const { method, id } = received;
    if (method === 'POST') return this.#create(received);
    if (id === undefined) return { status: 200, body: this.#list(received.query) };
    const order = this.all.find((one) => one.id === id);
    if (!order) return refuse(404, 'not_found');
    if (method === 'PATCH') return this.#update(order, received);
    const { madeAt: _, call: __, ...shown } = order;
    const rest = { project_id: 'p', amount_paid: 0, balance_due: order.amount, source: 'Integration' };
    return { status: 200, body: { ...shown, ...rest } };
  }

  #create({ body, call }: ModelRequest): ModelResponse {
    const { reference, amount, currency } = body['purchase'] as { reference: string; amount: string; currency: string };
    const { id: order_id, created_at, ...order } = this.add({ reference, amount: Number(amount), currency, call });
    const purchase = { reference, amount: order.amount, currency };
    return { status: 201, body: { order_id, project_id: 'p', source: 'Integration', created_at, purchase } };
  }

  #update(order: StoredOrder, { body, call }: ModelRequest): ModelResponse {
    const { reference, amount, currency } = body as Partial<Record<'reference' | 'amount' | 'currency', string>>;
    if (reference !== undefined) order.reference = reference;
    if (amount !== undefined) order.amount = Number(amount);
    if (currency !== undefined) order.currency = currency;
    order.updated_at = Math.floor(this.#host.now() / 1000);
    this.updates.push({ order_id: order.id, call });
    return { status: 200, body: { order_id: order.id } };
  }

  /** Newest first. As the documents have it, `q` is a search, and an item may be abbreviated. */
  #list(query: URLSearchParams): object {
    const searched = (query.get('q') ?? '').trim();
    const from = Number(query.get('created_at_gte') ?? 0);
    const to = Number(query.get('created_at_lte') ?? Number.POSITIVE_INFINITY);
    const amount = query.get('amount');
    const currencies = query.getAll('currency[]');
    const visible = this.#host.now() - this.#host.searchLag;
    const found = this.all.filter(
      (order) =>
        order.madeAt <= visible &&
        order.reference.includes(searched) &&
        order.created_at >= from &&
        order.created_at <= to &&
        (amount === null || order.amount === Number(amount)) &&
        (currencies.length === 0 || currencies.includes(order.currency)),
    );
    const items = found.reverse().map(({ id, amount, currency, status }) => ({ id, amount, currency, status }));
    return page(items, query, this.#host.pageSize);
  }
}

/** A request as it reached the server, whichever way. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  header(name: string): string | undefined;
  readonly body: string;
}

/** What the server answers. */
export interface ModelResponse {
  readonly status: number;
  readonly body: unknown;
}

export interface StoredOrder {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly created_at: number;
}

export interface StoredLink {
  readonly id: string;
  readonly order_id: string;
  readonly amount: number | undefined;
  readonly created_at: number;
}

export interface StoredRequest {
  readonly id: string;
  readonly order_id: string;
  readonly unique_identifier: string | undefined;
  readonly price: unknown;
  status: 'new' | 'authorized' | 'captured' | 'canceled';
}

const TOKEN_LIFETIME = 3600;
const TOKENS_ALIVE = 10;
const TIMESTAMP_TOLERANCE = 300;

/**
 * Paysera as its documents describe it, in as much as money is concerned: what it really created, charged and refunded.
 * It trusts signatures, and checks that a token is alive and that a timestamp is near.
 */
export class Paysera {
  readonly orders: StoredOrder[] = [];
  readonly links: StoredLink[] = [];
  readonly requests: StoredRequest[] = [];
  /** One for each key. */
  readonly refunds = new Map<string, unknown>();
  /** Money taken, by the merchant's `order_id`: one entry a capture. */
  readonly captures: string[] = [];
  /** Every time a token was charged or held, by `order_id`. */
  readonly authorizations: string[] = [];
  tokenRequests = 0;
  /** Whether `authorize` captures at once, as the current documents say, or leaves that to `capture`. */
  readonly steps: 'one' | 'two';
  /** Milliseconds that this server's clock is ahead of the machine's. */
  clockAhead = 0;
  readonly #alive = new Set<string>();
  #ids = 0;

  constructor(steps: 'one' | 'two' = 'one') {
    this.steps = steps;
  }

  /** Milliseconds since 1970 on this server's clock. */
  now(): number {
    return Date.now() + this.clockAhead;
  }

  /** Every access token dies before its time. */
  revokeTokens(): void {
    this.#alive.clear();
  }

  handle(arrived: Arrived): ModelResponse {
    const { pathname, searchParams } = new URL(arrived.url, 'http://paysera.test');
    if (pathname.endsWith('/openid-connect/token')) return this.#token();
    const refused = this.#refusal(arrived);
    if (refused) return refused;
    const [, service, ...rest] = pathname.split('/');
    const body = arrived.body === '' ? {} : (JSON.parse(arrived.body) as Record<string, unknown>);
    const [resource, id, action] = rest.slice(rest.indexOf('v1') + 1);
    const call = {
      method: arrived.method,
      id,
      action,
      body,
      query: searchParams,
      key: arrived.header('idempotency-key'),
    };
    if (service === 'merchant-order') return this.#order(call);
    if (service === 'checkout-payment-link') return this.#link(call);
    if (service === 'payment-executor') return this.#payment(call);
    if (service === 'checkout' && resource === 'payment-requests') return this.#request(call);
    return refuse(404, 'not_found');
  }

  #token(): ModelResponse {
    this.tokenRequests++;
    const access_token = `token-${this.#id()}`;
    this.#alive.add(access_token);
    const [oldest] = this.#alive;
    if (this.#alive.size > TOKENS_ALIVE && oldest !== undefined) this.#alive.delete(oldest);
    return { status: 200, body: { access_token, expires_in: TOKEN_LIFETIME, token_type: 'Bearer' } };
  }

  #refusal(arrived: Arrived): ModelResponse | undefined {
    const authorization = arrived.header('authorization') ?? '';
    if (authorization.startsWith('Bearer ')) {
      return this.#alive.has(authorization.slice(7)) ? undefined : refuse(401, 'invalid_token');
    }
    const ts = /^MAC id="[^"]+", ts="(\d+)"/.exec(authorization)?.[1];
    if (ts === undefined) return refuse(401, 'unauthorized');
    const near = Math.abs(this.now() / 1000 - Number(ts)) <= TIMESTAMP_TOLERANCE;
    return near ? undefined : refuse(401, 'invalid_timestamp');
  }

  #order({ method, id, body, query }: Call): ModelResponse {
    if (method === 'POST') {
      const { reference, amount, currency } = body['purchase'] as {
        reference: string;
        amount: string;
        currency: string;
      };
      const order = { id: this.#id(), reference, amount: Number(amount), currency, created_at: this.#seconds() };
      this.orders.push(order);
      const { id: order_id, created_at } = order;
      const purchase = { reference, amount: order.amount, currency };
      return { status: 201, body: { order_id, project_id: 'p', source: 'Integration', created_at, purchase } };
    }
    if (id === undefined) {
      const since = Number(query.get('created_at_gte') ?? 0);
      const searched = query.get('q') ?? '';
      // As the documents have it: `q` is a search, and an item of the list may be abbreviated.
      const found = this.orders.filter((order) => order.reference.includes(searched) && order.created_at >= since);
      const items = found.map(({ id, amount, currency }) => ({ id, amount, currency, status: 'pending_payment' }));
      return { status: 200, body: page(items, query) };
    }
    const order = this.orders.find((one) => one.id === id);
    if (!order) return refuse(404, 'not_found');
    const rest = { project_id: 'p', status: 'pending_payment', amount_paid: 0, balance_due: order.amount };
    return { status: 200, body: { ...order, ...rest, source: 'Integration', updated_at: order.created_at } };
  }

  #link({ method, body, query }: Call): ModelResponse {
    const shown = ({ id, amount, ...link }: StoredLink) => ({
      link_id: id,
      ...link,
      payment_URL: `https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/${id}`,
      experience: { language: 'en', payment_flow: 'paysera_checkout' },
      purchase: amount === undefined ? {} : { amount },
    });
    if (method !== 'POST') return { status: 200, body: page(this.links.map(shown), query) };
    const order_id = String(body['order_id']);
    if (!this.orders.some(({ id }) => id === order_id)) return refuse(404, 'not_found');
    const { amount } = (body['purchase'] ?? {}) as { amount?: number };
    const link = { id: this.#id(), order_id, amount, created_at: this.#seconds() };
    this.links.push(link);
    return { status: 201, body: shown(link) };
  }

  #payment({ action, key, body }: Call): ModelResponse {
    if (action !== 'refunds' || key === undefined) return refuse(400, 'invalid_request');
    const refund = this.refunds.get(key) ?? { refund_id: this.#id(), status: 'initiated', ...body };
    this.refunds.set(key, refund);
    return { status: 201, body: refund };
  }

  #request({ method, id, action, body, query }: Call): ModelResponse {
    if (method === 'POST') return this.#createRequest(body);
    if (id === undefined) {
      const items = [...this.requests].reverse();
      const { items: shown, cursor, has_more } = page(items, query);
      return {
        status: 200,
        body: { items: shown, _metadata: { total: items.length, has_next: has_more, cursors: { after: cursor } } },
      };
    }
    const request = this.requests.find((one) => one.id === id);
    if (!request) return refuse(404, 'not_found');
    if (action === undefined) return { status: 200, body: { ...request } };
    if (action === 'authorize' && request.status === 'new') {
      this.authorizations.push(request.order_id);
      if (this.steps === 'one') this.#capture(request);
      else request.status = 'authorized';
    } else if (action === 'capture' && request.status === 'authorized') this.#capture(request);
    else if (action === 'cancel' && request.status !== 'captured') request.status = 'canceled';
    else return refuse(409, 'invalid_state');
    return { status: 200, body: { ...request } };
  }

  #createRequest(body: Record<string, unknown>): ModelResponse {
    const unique_identifier = body['unique_identifier'] as string | undefined;
    const earlier = this.requests.filter((one) => one.unique_identifier === unique_identifier);
    if (unique_identifier !== undefined) {
      if (earlier.some(({ status }) => status === 'captured')) return refuse(400, 'payment_request_not_unique');
      for (const one of earlier) one.status = 'canceled';
    }
    const { order_id, price } = body as { order_id: string; price: unknown };
    const request: StoredRequest = { id: this.#id(), order_id, unique_identifier, price, status: 'new' };
    this.requests.push(request);
    return { status: 200, body: { ...request } };
  }

  #capture(request: StoredRequest): void {
    request.status = 'captured';
    this.captures.push(request.order_id);
  }

  #seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  #id(): string {
    return `id-${++this.#ids}`;
  }
}

interface Call {
  readonly method: string;
  readonly id: string | undefined;
  readonly action: string | undefined;
  readonly body: Record<string, unknown>;
  readonly query: URLSearchParams;
  readonly key: string | undefined;
}

function refuse(status: number, error: string): ModelResponse {
  return { status, body: { error, error_description: error.replaceAll('_', ' ') } };
}

const PAGE = 3;

/** Small pages, so that whoever looks has to turn them. */
function page<T>(
  items: readonly T[],
  query: URLSearchParams,
): { items: T[]; cursor: string | undefined; has_more: boolean } {
  const from = Number(query.get('cursor') ?? query.get('after') ?? 0);
  const has_more = items.length > from + PAGE;
  return { items: items.slice(from, from + PAGE), cursor: has_more ? String(from + PAGE) : undefined, has_more };
}

import { type Host, type ModelRequest, type ModelResponse, page, refuse } from './wire.ts';

export interface Price {
  readonly amount: number | string;
  readonly currency: string;
}

export interface StoredRequest {
  readonly id: string;
  readonly order_id: string;
  readonly unique_identifier: string | undefined;
  /** As it is returned to the client. */
  readonly price: Price;
  /** What is really charged, in minor units. */
  readonly charges: number;
  status: 'new' | 'authorized' | 'captured' | 'canceled';
  /** A card network is at work on it. */
  underWay: boolean;
  readonly madeAt: number;
  readonly call: string | undefined;
}

/** Money taken. */
export interface Capture {
  readonly order_id: string;
  readonly key: string | undefined;
  readonly request: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** The call whose request led to it, and when that request arrived. */
  readonly call: string | undefined;
  readonly askedAt: number;
  readonly at: number;
}

export interface RequestTerms {
  /** Whether `authorize` captures at once, as the current documents say, or leaves that to `capture`. */
  readonly steps: 'one' | 'two';
  /** How `999` is read: as 9.99, or as 999.00, which is then returned as `99900` or as `"999.00"`. */
  readonly reads: 'minor' | 'major' | 'major, as a string';
  /** What a second `authorize` gets while the first is under way. */
  readonly busy: 400 | 409;
}

/** The payment requests of Recurring Billing, and the money that they took. */
export class Requests {
  readonly all: StoredRequest[] = [];
  readonly captures: Capture[] = [];
  /** The calls that cancelled a request by its key while a card network was at work on it. */
  readonly overtaken: (string | undefined)[] = [];
  /** Every time a token was charged or held, by `order_id`. */
  readonly authorizations: string[] = [];
  readonly terms: RequestTerms;
  readonly #host: Host;

  constructor(host: Host, terms: RequestTerms) {
    this.#host = host;
    this.terms = terms;
  }

  /** @param request With the price as it was sent. */
  add(
    request: Pick<StoredRequest, 'order_id' | 'unique_identifier' | 'price'> & Partial<StoredRequest>,
  ): StoredRequest {
    const charges = this.#minor(request.price);
    const amount = {
      minor: request.price.amount,
      major: charges,
      'major, as a string': (charges / 100).toFixed(2),
    }[this.terms.reads];
    const stored: StoredRequest = {
      ...{ id: this.#host.id(), status: 'new', underWay: false, madeAt: this.#host.now(), call: undefined },
      ...{ ...request, charges, price: { ...request.price, amount } },
    };
    this.all.push(stored);
    return stored;
  }

  handle(received: ModelRequest): ModelResponse {
    const { method, id, action, query } = received;
    if (method === 'POST') return this.#create(received);
    if (id === undefined) return { status: 200, body: this.#list(query) };
    const request = this.all.find((one) => one.id === id);
    if (!request) return refuse(404, 'not_found');
    if (action === undefined) return { status: 200, body: shown(request) };
    if (request.underWay) return refuse(action === 'cancel' ? 409 : this.terms.busy, 'invalid_state');
    if (action === 'authorize' && request.status === 'new') {
      this.authorizations.push(request.order_id);
      if (this.terms.steps === 'one') return this.#take(request, received);
      return this.#move(request, received, () => {
        if (request.status === 'new') request.status = 'authorized';
      });
    }
    if (action === 'capture' && request.status === 'authorized') return this.#take(request, received);
    if (action !== 'cancel' || request.status === 'captured' || request.status === 'canceled')
      return refuse(409, 'invalid_state');
    request.status = 'canceled';
    return { status: 200, body: shown(request) };
  }

  /** A newer request with its key cancels an unpaid one; a card network that is at work on it is not stopped by that. */
  #create({ body, call }: ModelRequest): ModelResponse {
    const { order_id, price, unique_identifier } = body as unknown as StoredRequest;
    if (unique_identifier !== undefined) {
      const earlier = this.all.filter((one) => one.unique_identifier === unique_identifier);
      if (earlier.some(({ status }) => status === 'captured')) return refuse(400, 'payment_request_not_unique');
      for (const one of earlier) {
        if (one.underWay) this.overtaken.push(call);
        one.status = 'canceled';
      }
    }
    return { status: 200, body: shown(this.add({ order_id, unique_identifier, price, call })) };
  }

  #take(request: StoredRequest, received: ModelRequest): ModelResponse {
    const askedAt = this.#host.now();
    return this.#move(request, received, () => {
      request.status = 'captured';
      const { id, order_id, unique_identifier: key, charges: amount, price } = request;
      const { currency } = price;
      const { call } = received;
      this.captures.push({ order_id, key, request: id, amount, currency, call, askedAt, at: this.#host.now() });
    });
  }

  #move(request: StoredRequest, { late }: ModelRequest, act: () => void): ModelResponse {
    if (late === 0) {
      act();
      return { status: 200, body: shown(request) };
    }
    request.underWay = true;
    this.#host.later(late, () => {
      request.underWay = false;
      act();
    });
    return refuse(504, 'timeout');
  }

  /** Newest first. */
  #list(query: URLSearchParams): object {
    const visible = this.#host.now() - this.#host.searchLag;
    const found = this.all.filter(({ madeAt }) => madeAt <= visible).reverse();
    const { items, cursor, has_more } = page(found, query, this.#host.pageSize);
    const _metadata = { total: found.length, has_next: has_more, cursors: { after: cursor } };
    return { items: items.map(shown), _metadata };
  }

  #minor({ amount }: Price): number {
    const decimal = typeof amount === 'string' && amount.includes('.');
    return Math.round(Number(amount) * (decimal || this.terms.reads !== 'minor' ? 100 : 1));
  }
}

function shown({ id, order_id, unique_identifier, price, status, madeAt }: StoredRequest): object {
  const created_at = new Date(Math.floor(madeAt / 1000) * 1000).toISOString();
  return { id, status, order_id, price, created_at, ...(unique_identifier !== undefined && { unique_identifier }) };
}

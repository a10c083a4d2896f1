import { Links } from './links.ts';
import { Orders } from './orders.ts';
import { Refunds } from './refunds.ts';
import { Requests, type RequestTerms } from './requests.ts';
import { type Arrived, CALL_HEADER, type Host, type ModelRequest, type ModelResponse, refuse } from './wire.ts';

const TOKEN_LIFETIME = 3600;
const TOKENS_ALIVE = 10;
const TIMESTAMP_TOLERANCE = 300;

export interface PayseraOptions extends Partial<RequestTerms> {
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** Default: the platform's timers. */
  readonly later?: (ms: number, act: () => void) => void;
  readonly searchLag?: number;
  readonly pageSize?: number;
}

/** So that whoever looks has to turn pages. */
export const SMALL_PAGES = { pageSize: 3 } as const satisfies PayseraOptions;

/**
 * Paysera as its documents describe it, in as much as money is concerned: what it really created, charged and refunded.
 * It trusts signatures, and checks that a token is alive and that a timestamp is near.
 */
export class Paysera implements Host {
  readonly orders: Orders;
  readonly links: Links;
  readonly refunds: Refunds;
  readonly requests: Requests;
  tokenRequests = 0;
  /** Milliseconds that this server's clock is ahead. */
  clockAhead = 0;
  readonly searchLag: number;
  readonly pageSize: number;
  readonly later: (ms: number, act: () => void) => void;
  readonly #now: () => number;
  readonly #alive = new Set<string>();
  #ids = 0;

  constructor(options: PayseraOptions = {}) {
    const { steps = 'one', reads = 'minor', busy = 409 } = options;
    this.#now = options.now ?? Date.now;
    this.later = options.later ?? ((ms, act) => void setTimeout(act, ms));
    this.searchLag = options.searchLag ?? 0;
    this.pageSize = options.pageSize ?? 200;
    this.orders = new Orders(this);
    this.links = new Links(this, this.orders);
    this.refunds = new Refunds(this);
    this.requests = new Requests(this, { steps, reads, busy });
  }

  /** The merchant's `order_id` of each capture. */
  get charged(): readonly string[] {
    return this.requests.captures.map(({ order_id }) => order_id);
  }

  now(): number {
    return this.#now() + this.clockAhead;
  }

  id(): string {
    return `id-${++this.#ids}`;
  }

  /** Every access token dies before its time. */
  revokeTokens(): void {
    this.#alive.clear();
  }

  /** @param late Milliseconds after which what is received for is done. Its answer then says nothing. */
  handle(arrived: Arrived, late = 0): ModelResponse {
    const { pathname, searchParams: query } = new URL(arrived.url, 'http://paysera.test');
    if (pathname.endsWith('/openid-connect/token')) return this.#token();
    const refused = this.#refusal(arrived);
    if (refused) return refused;
    const [, service, ...rest] = pathname.split('/');
    const body = arrived.body === '' ? {} : (JSON.parse(arrived.body) as Record<string, unknown>);
    const [resource, id, action] = rest.slice(rest.indexOf('v1') + 1);
    const { method } = arrived;
    const key = arrived.header('idempotency-key');
    const received: ModelRequest = { method, id, action, body, query, key, call: arrived.header(CALL_HEADER), late };
    if (service === 'payment-executor') return this.refunds.handle(received);
    if (service === 'checkout' && resource === 'payment-requests' && (method !== 'POST' || late === 0))
      return this.requests.handle(received);
    if (late > 0) {
      this.later(late, () => this.handle(arrived));
      return refuse(504, 'timeout');
    }
    if (service === 'merchant-order') return this.orders.handle(received);
    if (service === 'checkout-payment-link') return this.links.handle(received);
    return refuse(404, 'not_found');
  }

  #token(): ModelResponse {
    this.tokenRequests++;
    const access_token = `token-${this.id()}`;
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
}

import { expect, test } from 'vitest';
import * as client from '../../../src/index.ts';
import { type CheckoutOptions, createTokenSource, memoryIntents, PayseraError } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, type Script, startLoopback, TOKEN_PATH } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const ORDERS = '/merchant-order/integration/v1/orders';
const LINKS = '/checkout-payment-link/integration/v1/payment-links';
const REQUESTS = '/checkout/rest/v1/payment-requests';
const order = { purchase: { reference: 'ada@example.com', amount: 100, currency: 'EUR' } };
const terms = { ...PAYMENT_REQUEST, token: 'hush' };
const request = { id: 'r-1', order_id: 'S-1', price: { amount: '9.99', currency: 'EUR' } };
const link = { link_id: 'l', order_id: 'o', payment_URL: 'https://elsewhere.example/pay', purchase: { amount: 100 } };
const never: Script = () => new Promise<Reply>(() => {});
const breaking: Script = () => (response) => response.destroy();
const always =
  (reply: Reply): Script =>
  () =>
    reply;

/** One way to an error: what the server responds, the call, and what the error names; the query is in the URL by name. */
interface Way {
  readonly class: string;
  readonly script: Script;
  readonly call: (url: string) => PromiseLike<unknown>;
  readonly names: string;
  /** It is in the error, as its cause. */
  readonly within?: string;
}

const refusal = (status: number, name: string, error = 'refused'): Way => ({
  class: name,
  script: always({ status, json: { error } }),
  call: (url) => checkoutAt(url, { retry: false }).orders.get('hush'),
  names: `GET ${ORDERS}/{id}`,
});

/** A charge in which Paysera responds to each step so. */
const charging = (name: string, steps: readonly Reply[], names: string): Way => ({
  class: name,
  script: (_, index) => steps[Math.min(index, steps.length - 1)] as Reply,
  call: (url) => recurringAt(url, { retry: false }).charge(terms),
  names,
  within: 'ChargeIncompleteError',
});

const tokens = (url: string, options: object = {}) =>
  createTokenSource({ clientId: 'c', clientSecret: 's', tokenUrl: `${url}${TOKEN_PATH}?hush=1`, ...options });

const token = (name: string, script: Script, call: Way['call'] = (url) => tokens(url).get()): Way => ({
  ...{ class: name, script, call, names: `POST ${TOKEN_PATH}` },
});

const captured = { ...request, status: 'captured' };
const created: Reply = { json: { ...request, status: 'new' } };
const unpriced: Reply = { json: { id: 'r-1', status: 'new' } };
const euro = { amount: '1.00', currency: 'EUR' };

const WAYS: readonly Way[] = [
  refusal(400, 'ValidationError'),
  refusal(400, 'PaymentCollectionNotActivatedError', 'payment_collection_not_activated'),
  refusal(401, 'AuthenticationError'),
  refusal(403, 'PermissionError'),
  refusal(404, 'NotFoundError'),
  refusal(406, 'NotAcceptableError'),
  refusal(409, 'ConflictError'),
  refusal(418, 'ApiError'),
  refusal(422, 'ValidationError'),
  refusal(429, 'RateLimitError'),
  refusal(500, 'ServerError'),
  { ...refusal(500, 'MalformedResponseError'), script: always({ text: '{"half":' }) },
  { ...refusal(500, 'ConnectionError'), script: breaking },
  {
    ...refusal(500, 'ResponseValidationError'),
    script: always({ json: {} }),
    call: (url) => checkoutAt(url, { validation: 'throw' }).orders.get('hush'),
  },
  {
    ...refusal(500, 'TimeoutError'),
    script: never,
    call: (url) => checkoutAt(url).orders.get('hush', { timeout: 50 }),
  },
  {
    ...refusal(500, 'AbortError'),
    script: never,
    call: (url) => checkoutAt(url).orders.get('hush', { signal: AbortSignal.abort() }),
  },
  {
    ...refusal(500, 'RateLimitError'),
    script: always({ json: { id: 'o' } }),
    async call(url) {
      const { orders } = checkoutAt(url, { rateLimit: { limit: 1, window: 600_000 } });
      await orders.get('hush');
      await orders.get('hush', { timeout: 50 });
    },
  },
  { ...refusal(500, 'ConfigurationError'), call: (url) => checkoutAt(url).orders.get('..') },
  {
    class: 'ConfigurationError',
    script: always({}),
    call: (url) =>
      checkoutAt(url, { intents: { ...memoryIntents(), save: () => Promise.reject() } }).orders.create(order),
    names: `POST ${ORDERS}`,
  },
  {
    class: 'InvalidAmountError',
    script: always({}),
    call: (url) => checkoutAt(url).orders.create({ purchase: { ...order.purchase, amount: Number('1.5') } }),
    names: `POST ${ORDERS}`,
  },
  {
    class: 'OutcomeUnknownError',
    script: always({ status: 503, json: {} }),
    call: (url) => checkoutAt(url, { retry: false }).orders.create(order),
    names: `POST ${ORDERS}`,
  },
  {
    class: 'PaginationError',
    script: always({ json: { items: [], has_more: true } }),
    call: (url) => checkoutAt(url).orders.list({ q: 'ada@example.com' }).toArray(),
    names: `GET ${ORDERS}?q`,
  },
  {
    class: 'PaginationError',
    script: always({ json: { items: [], _metadata: { has_next: true, cursors: { after: 'hush' } } } }),
    call: (url) => recurringAt(url).paymentRequests.list().toArray(),
    names: `GET ${REQUESTS}?after`,
  },
  ...[always({ json: null }), always({ json: 0 }), always({ status: 204 })].flatMap((script) => [
    {
      ...{ class: 'ResponseValidationError', script, names: `GET ${ORDERS}?q` },
      call: (url: string) => checkoutAt(url).orders.list({ q: 'ada@example.com' }),
    },
    {
      ...{ class: 'ResponseValidationError', script, names: `GET ${REQUESTS}` },
      call: (url: string) => recurringAt(url).paymentRequests.list().toArray(),
    },
  ]),
  {
    class: 'ResponseValidationError',
    script: always({ json: { has_more: false } }),
    call: (url) => checkoutAt(url).orders.list({ q: 'ada@example.com' }),
    names: `GET ${ORDERS}?q`,
  },
  {
    class: 'ResponseValidationError',
    script: always({ status: 201, json: link }),
    call: (url) =>
      checkoutAt(url).paymentLinks.create({
        ...{ order_id: 'o', name: 'n', experience: { language: 'en' }, purchase: { amount: 100 } },
      }),
    names: `POST ${LINKS}`,
  },
  {
    class: 'PaymentLinkMissingError',
    script: ({ url }) =>
      url === ORDERS ? { status: 201, json: { order_id: 'o', ...order } } : { status: 400, json: {} },
    call: (url) => checkoutAt(url).createPayment(order),
    names: `POST ${LINKS}`,
  },
  {
    class: 'AbortError',
    script: always({ status: 201, json: { order_id: 'o', ...order } }),
    call(url) {
      // Between the steps: the order is created, and the link not asked for.
      const given = new AbortController();
      const onEvent: CheckoutOptions['onEvent'] = ({ type }) => {
        if (type === 'call:end') given.abort();
      };
      return checkoutAt(url, { onEvent }).createPayment(order, { signal: given.signal });
    },
    names: `POST ${ORDERS}`,
    within: 'PaymentLinkMissingError',
  },
  {
    class: 'AmountMismatchError',
    script: always({ json: { ...request, price: { amount: '99.90', currency: 'EUR' }, status: 'new' } }),
    call: (url) => recurringAt(url).paymentRequests.create(terms),
    names: `POST ${REQUESTS}`,
  },
  charging('ValidationError', [{ status: 400, json: {} }], `POST ${REQUESTS}`),
  charging(
    'AmountMismatchError',
    [unpriced, { json: { ...request, status: 'new', price: euro } }],
    `GET ${REQUESTS}/{id}`,
  ),
  charging('ConflictError', [created, { json: { ...request, status: 'odd' } }], `GET ${REQUESTS}/{id}`),
  charging('ConflictError', [unpriced, { json: { ...captured, id: 'r-2' } }], `GET ${REQUESTS}/{id}`),
  charging('ConflictError', [unpriced, { json: { ...captured, order_id: 'S-2' } }], `GET ${REQUESTS}/{id}`),
  {
    // The response to the authorization is lost, and the state looked at until the time is over.
    ...charging('TimeoutError', [created, { status: 503, json: {} }, { json: { ...request, status: 'canceled' } }], ''),
    call: (url) => recurringAt(url, { retry: false }).charge(terms, { timeout: 1000 }),
    names: `GET ${REQUESTS}/{id}`,
  },
  token('ConnectionError', breaking),
  token('MalformedResponseError', always({ json: {} })),
  token('AuthenticationError', always({ status: 401, json: { error: 'invalid_client' } })),
  token('TimeoutError', never, (url) => tokens(url, { timeout: 50 }).get()),
  token('AbortError', never, async (url) => {
    const given = new AbortController();
    // Nobody is left to be told, so the reason is seen where the request is cancelled.
    const reason = new Promise((_, reject) => {
      const fetching: typeof fetch = (_input, init) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        given.abort();
        return new Promise(() => {});
      };
      tokens(url, { fetch: fetching })
        .get(given.signal)
        .catch(() => {});
    });
    await reason;
  }),
];

// What the package throws without a request: a webhook arrives, and is not asked for.
const WITHOUT_REQUEST = ['WebhookVerificationError'];

test('there is a way to every class of error', () => {
  const classes = Object.values(client).flatMap((value) =>
    typeof value === 'function' && value.prototype instanceof PayseraError ? value.name : [],
  );
  expect(classes.length).toBeGreaterThan(20);
  const reached = WAYS.flatMap((way) => [way.class, way.within ?? []].flat());
  expect([...new Set([...reached, ...WITHOUT_REQUEST])].sort()).toEqual(classes.sort());
});

test.each(WAYS)('$class of $names names it, and so does each error in its causes', async ({ script, call, ...way }) => {
  const server = await startLoopback(script, { tokens: !way.names.includes(TOKEN_PATH) });
  const error = await errorOf(call(server.url));
  const chain: PayseraError[] = [];
  for (let one: unknown = error; one instanceof PayseraError; one = one.cause) chain.push(one);
  expect(chain.map(({ name }) => name).slice(0, way.within ? 2 : 1)).toEqual([way.within ?? [], way.class].flat());
  const [method, path] = way.names.split(' ');
  for (const { name, method: named, url } of chain) {
    expect([name, named, url]).toEqual([name, method, server.url + path]);
  }
  expect(JSON.stringify(chain.map(({ url }) => url))).not.toMatch(/ada|hush|r-1/);
});

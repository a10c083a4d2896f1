import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as errors from '../../../src/errors/index.ts';
import {
  createCheckout,
  createRecurringBilling,
  createTokenSource,
  metadataOf,
  type PayseraEvent,
  Secret,
} from '../../../src/index.ts';

/** What must stand nowhere: each is recognised by its own mark, whole or in part. */
const CANARY = {
  clientId: 'canary-client-id-1qzx',
  clientSecret: 'canary client+secret/2qzx',
  token: 'canary-access-token-3qzx',
  macId: 'canary-mac-id-4qzx',
  macKey: 'canary-mac-key-5qzx',
  cardToken: 'canary-card-token-6qzx',
  iban: 'LT121000011101001000',
  spacedIban: 'LT60 1010 0123 4567 8901',
  email: 'canary.7qzx@example.com',
  payer: 'Canary Payersson-8qzx',
};
const MARKS = [
  ...Object.values(CANARY),
  ...Object.values(CANARY).map((value) => encodeURIComponent(value)),
  ...['1qzx', '2qzx', '3qzx', '4qzx', '5qzx', '6qzx', '7qzx', '8qzx', '10000111', '1010 0123'],
];

const events: PayseraEvent[] = [];
const published: unknown[] = [];
const CHANNELS = ['call:start', 'call:end', 'attempt', 'token', 'drift', 'clock'].map((name) => `paysera:${name}`);
const listen = (message: unknown) => void published.push(message);
beforeAll(() => {
  for (const name of CHANNELS) subscribe(name, listen);
});
afterAll(() => {
  for (const name of CHANNELS) unsubscribe(name, listen);
});

/** Everything that a logger, a debugger or a crash reporter could make of a value. */
function printed(value: unknown): string {
  const texts = [
    inspect(value, { showHidden: true, depth: null, maxStringLength: null, maxArrayLength: null }),
    String(value),
    JSON.stringify(value) ?? '',
    inspect(structuredClone(value), { showHidden: true, depth: null }),
  ];
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(String(error.stack), error.message, JSON.stringify({ ...error }), JSON.stringify(Object.values(error)));
  }
  return texts.join('\n');
}

function expectNoTrace(what: string, value: unknown): void {
  const text = printed(value);
  for (const mark of MARKS) expect(text.includes(mark), `${mark} in ${what}:\n${text}`).toBe(false);
}

/** All that a server can send back of a request, and the credentials it knows of its client. */
function echo(request: { url: string; headers: Headers; body: string }, own: readonly string[]): string {
  const header = [...request.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${request.url}\n${header}\n${request.body}\n${decodeURIComponent(request.body.replaceAll('+', ' '))}\n${own.join(' ')}`;
}

type Respond = (echoed: string, own: readonly string[]) => Response | Promise<Response>;

/** Servers and networks that tell everybody what they were asked. */
const TELLTALES: Readonly<Record<string, Respond>> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 406, 409, 418, 422, 429, 500, 503].map((status) => [
      `${status} with the request in every field`,
      (echoed: string, [, secret = '']: readonly string[]) =>
        Response.json(
          {
            error: echoed,
            error_description: echoed,
            error_uri: `https://docs.example/?${encodeURIComponent(echoed)}`,
            error_properties: { [echoed]: [echoed], 'payer.email': [echoed] },
          },
          { status, headers: { 'x-request-id': secret } },
        ),
    ]),
  ),
  '400 as problem details': (echoed) =>
    Response.json({ title: echoed, detail: echoed, type: `https://x/${echoed}` }, { status: 400 }),
  '400 with lists': (echoed) =>
    Response.json(
      { error: { code: echoed }, message: echoed, errors: [{ field: echoed, message: echoed }] },
      { status: 400 },
    ),
  '200 with HTML': (echoed, [id = '']) => new Response(`<pre>${echoed}</pre>`, { headers: { 'x-request-id': id } }),
  '200 cut where a secret stands': (echoed) => new Response(`<${'x'.repeat(190)}${echoed}`),
  '307': (echoed) => new Response(echoed, { status: 307, headers: { location: 'https://elsewhere.example' } }),
  'a network error that carries the request': (echoed) => {
    const cause = Object.assign(new Error(echoed, { cause: new Error(echoed) }), {
      code: 'ECONNRESET',
      config: { echoed },
    });
    throw Object.assign(new TypeError(`fetch failed: ${echoed}`, { cause }), { request: echoed });
  },
  'a network error whose code and name are the request': (echoed) => {
    throw Object.assign(new Error('failed'), { code: echoed, name: echoed });
  },
};

function fetching(respond: Respond, tokens: boolean, own: readonly string[]): typeof fetch {
  return async (input, init) => {
    if (tokens && String(input).endsWith('/token')) {
      return Response.json({ access_token: CANARY.token, expires_in: 3600 });
    }
    const request = { url: String(input), headers: new Headers(init?.headers), body: String(init?.body ?? '') };
    return respond(echo(request, own), own);
  };
}

const SHARED = {
  retry: { backoff: 0, gracePeriod: 0 },
  rateLimit: false,
  onEvent: (event: PayseraEvent) => events.push(event),
} as const;
const PRICE = { amount: 999, currency: 'EUR' };
const REQUEST = {
  order_id: 'SUB-1',
  price: PRICE,
  description: 'Second month',
  payer: { email: CANARY.email, name: CANARY.payer, account: CANARY.iban },
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
};

/** Every kind of call, with something to hide in each. */
function callsOf(respond: Respond, tokens: boolean): Readonly<Record<string, () => Promise<unknown>>> {
  const { clientId, clientSecret, macId, macKey, cardToken, iban, email, payer, spacedIban } = CANARY;
  const fetch = fetching(respond, tokens, [clientId, clientSecret]);
  const checkout = createCheckout({ ...SHARED, clientId, clientSecret, fetch });
  const signed = fetching(respond, tokens, [macId, macKey]);
  const recurring = createRecurringBilling({ ...SHARED, macId, macKey, businessId: 'b', fetch: signed });
  const purchase = { reference: 'A-1', ...PRICE };
  const refund = { ...PRICE, payer_iban: spacedIban, payer_name: payer };
  const link = {
    order_id: 'o',
    name: 'A-1',
    experience: { language: 'en' },
    purchase: { amount: 999 },
    payer_information: { email, name: payer },
  };
  return {
    read: async () => checkout.orders.get('o'),
    list: async () => checkout.orders.list({}),
    'create an order': () => checkout.orders.create({ purchase, metadata: { iban, email } }),
    'create a link': () => checkout.paymentLinks.create(link),
    createPayment: () =>
      checkout.createPayment({ purchase, metadata: { iban }, link: { payer_information: { email } } }),
    refund: () => checkout.payments.refund('p', refund),
    'read by MAC': () => recurring.paymentRequests.get('r'),
    'create a payment request': () => recurring.paymentRequests.create(REQUEST),
    'set the e-mail': () => recurring.paymentRequests.setEmail('r', email),
    'set it without credentials': () => recurring.paymentRequests.setMissingEmail('r', email),
    authorize: () => recurring.paymentRequests.authorize('r', cardToken),
    charge: () => recurring.charge({ ...REQUEST, token: cardToken }),
    'a token of its own': () =>
      createTokenSource({ clientId, clientSecret, tokenUrl: 'https://x.example/token', fetch }).get(),
  };
}

describe.each(Object.entries(TELLTALES))('%s', (name, respond) => {
  test.each([
    ['the API', true],
    ['the token endpoint', false],
  ])('from %s leaves no secret in an error or an event', async (_, tokens) => {
    events.length = 0;
    published.length = 0;
    for (const [call, make] of Object.entries(callsOf(respond, tokens))) {
      const made = await make().then(
        (value: unknown) => ({ metadata: typeof value === 'object' && value ? metadataOf(value) : undefined }),
        (error: unknown) => {
          expect(errors.isPayseraError(error), `${call}: ${String(error)}`).toBe(true);
          return error;
        },
      );
      expectNoTrace(`${call}, ${name}`, made);
    }
    expect(events.length).toBeGreaterThan(10);
    expect(published).toHaveLength(events.length);
    expectNoTrace('the events', events);
    expectNoTrace('the channels', published);
  });
});

test('the error of a lost createPayment does not print the order’s data', async () => {
  const { clientId, clientSecret, email } = CANARY;
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = String(input);
    if (url.endsWith('/token')) return Response.json({ access_token: CANARY.token, expires_in: 3600 });
    if (url.endsWith('/orders')) return Response.json({ order_id: 'order-77', metadata: { email } }, { status: 201 });
    return Response.json({ error: 'invalid_request' }, { status: 400 });
  };
  const checkout = createCheckout({ ...SHARED, clientId, clientSecret, fetch });
  const error = await checkout
    .createPayment({ purchase: { reference: 'A-1', ...PRICE }, metadata: { email } })
    .catch((thrown: unknown) => thrown);
  expectNoTrace('a PaymentLinkMissingError', error);
  expect(error).toMatchObject({
    name: 'PaymentLinkMissingError',
    order: { order_id: 'order-77', metadata: { email } },
  });
});

test('an invalid price is not printed', async () => {
  const { macId, macKey, cardToken, email } = CANARY;
  const price = { amount: cardToken, currency: email };
  const fetch = async () => Response.json({ id: 'r', status: 'new', price });
  const recurring = createRecurringBilling({ ...SHARED, macId, macKey, businessId: 'b', fetch });
  const error = await recurring.paymentRequests.create(REQUEST).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AmountMismatchError', paymentRequestId: 'r' });
  expectNoTrace('an AmountMismatchError', error);
});

test('the clients themselves print no secret', () => {
  const { clientId, clientSecret, macId, macKey } = CANARY;
  const clients = [
    createCheckout({ ...SHARED, clientId, clientSecret }),
    createCheckout({ ...SHARED, clientId: new Secret(clientId), clientSecret: new Secret(clientSecret) }),
    createRecurringBilling({ ...SHARED, macId, macKey }),
  ];
  for (const client of clients) {
    const text = inspect(client, { showHidden: true, depth: null }) + JSON.stringify(client);
    for (const mark of MARKS) expect(text).not.toContain(mark);
  }
});

import { describe, expect, inject, test } from 'vitest';
import {
  isAuthenticationError,
  isValidationError,
  type PayseraError,
  type RecurringBillingOptions,
} from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { documentedOperations } from '../../support/documented-cases.ts';
import { isTranscribed } from '../../support/transcribed.ts';
import { ID, rows } from './rows.ts';

// What the types stop is sent with a cast: the service's complaint has to arrive as a ValidationError.
const wrong = <T>(value: unknown) => value as T;
const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
const link = { order_id: ID, name: 'Order #001', experience: { language: 'en' }, purchase: { amount: 1000 } };
const request = {
  order_id: 'SUB_12345',
  price: { amount: 999, currency: 'EUR' },
  description: 'Monthly subscription',
  payer: { email: 'customer@example.com' },
  accept_url: 'https://yoursite.com/ok',
  cancel_url: 'https://yoursite.com/no',
  callback_url: 'https://yoursite.com/callback',
};

const checkout = () => checkoutAt(inject('prism'), { retry: false });
const recurring = (options?: RecurringBillingOptions) => recurringAt(inject('prism'), { retry: false, ...options });

async function refusalOf(call: PromiseLike<unknown>): Promise<PayseraError> {
  const error = await Promise.resolve(call).then(
    (value) => ({ resolved: value }),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(Error);
  return error as PayseraError;
}

type Refused = [what: string, call: () => PromiseLike<unknown>];

// Limits that the guides state, and a document of Paysera's own may leave out.
const LIMITS_OF_CHECKOUT: Refused[] = [
  ['an order reference with #', () => checkout().orders.create({ purchase: { ...purchase, reference: 'Order #1' } })],
  ['a currency in lower case', () => checkout().orders.create({ purchase: { ...purchase, currency: 'eur' } })],
  [
    'an http redirect',
    () => checkout().orders.create({ purchase, redirect_urls: { success_url: 'http://shop.example' } }),
  ],
  ['an unknown field of an order', () => checkout().orders.create(wrong({ purchase, purchace: {} }))],
  ['an empty change of an order', () => checkout().orders.update(ID, {})],
  ['websites without a referrer', () => checkout().project.websites(wrong({}))],
];
const LIMITS_OF_RECURRING_BILLING: Refused[] = [
  [
    'a currency of four letters',
    () =>
      recurring({ priceEncoding: 'minor' }).paymentRequests.create({
        ...request,
        price: { amount: 999, currency: 'EURO' },
      }),
  ],
  ['a limit above 200', () => recurring().notifications.list({ limit: 201 })],
  ['an unknown status of notifications', () => recurring().notifications.list({ status: wrong('gone') })],
];

describe('a request that the document forbids is refused as a ValidationError:', () => {
  test.each<Refused>([
    ['an order without a purchase', () => checkout().orders.create(wrong({}))],
    [
      'an order without a reference',
      () => checkout().orders.create(wrong({ purchase: { ...purchase, reference: undefined } })),
    ],
    [
      'an order reference of 256 characters',
      () => checkout().orders.create({ purchase: { ...purchase, reference: 'x'.repeat(256) } }),
    ],
    ['a link without a language', () => checkout().paymentLinks.create(wrong({ ...link, experience: {} }))],
    ['a language of three letters', () => checkout().paymentLinks.create({ ...link, experience: { language: 'eng' } })],
    ['a link name of 256 characters', () => checkout().paymentLinks.create({ ...link, name: 'x'.repeat(256) })],
    ['a lifetime above its maximum', () => checkout().paymentLinks.create({ ...link, lifetime: 86_313_601 })],
    ['a q of 256 characters', () => checkout().orders.list({ q: 'x'.repeat(256) })],
    [
      'a payment request without a callback',
      () => recurring().paymentRequests.create(wrong({ ...request, callback_url: undefined })),
    ],
    ['an authorization without a token', () => recurring().paymentRequests.authorize(ID, wrong(undefined))],
    ...(isTranscribed('checkout') ? LIMITS_OF_CHECKOUT : []),
    ...(isTranscribed('recurring-billing') ? LIMITS_OF_RECURRING_BILLING : []),
  ])('%s', async (_, call) => {
    const error = await refusalOf(call());
    expect(isValidationError(error), String(error)).toBe(true);
    expect([400, 422]).toContain((error as { status?: number }).status);
  });
});

describe('without credentials,', () => {
  // The client always sends them, so they are taken off on the way.
  const bare: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    return fetch(input, { ...init, headers });
  };
  // Prism does not know the MAC scheme; what happens without one is proved on the wire, in unit/mac-on-the-wire.
  const operations = documentedOperations().filter(
    (row) =>
      row.api === 'checkout' &&
      row.operation in rows &&
      !['createAccessToken', 'listSigningKeys'].includes(row.operation),
  );

  test.each(operations)('$operation is refused', async ({ operation, bodies }) => {
    const clients = {
      checkout: checkoutAt(inject('prism'), { fetch: bare }),
      recurring: recurringAt(inject('prism'), { fetch: bare }),
      token: () => Promise.reject(new Error('not this one')),
    };
    const body = Object.values(bodies)[0] ?? rows[operation]?.unexampled ?? {};
    const error = await refusalOf(
      rows[operation]?.call(clients, body, { retry: false }, ID) ?? Promise.resolve('no row'),
    );
    expect(isAuthenticationError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ status: 401, operation });
  });
});

describe('one server holds both base paths', () => {
  test('orders, payment requests and notifications are served from one origin', async () => {
    const example = { headers: { Prefer: 'code=200' } };
    const order = await checkout().orders.get(ID, example);
    const paymentRequest = await recurring().paymentRequests.get(ID, example);
    const notification = await recurring().notifications.get('12345', example);
    expect([order.currency, paymentRequest.status, notification.event]).toEqual([
      isTranscribed('checkout') ? 'EUR' : expect.any(String),
      'captured',
      'payment_request.captured',
    ]);
  });
});

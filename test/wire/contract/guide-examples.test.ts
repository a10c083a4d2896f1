import { beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type Checkout,
  isAuthenticationError,
  isNotFoundError,
  isValidationError,
  type RecurringBilling,
} from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { isTranscribed, originOf } from '../../support/transcribed.ts';

// Values from the published guide, each under the title of its page. Prism's responses are compared with them, so that
// neither the documents nor the client can drift from the guide unnoticed.

let checkout: Checkout;
let recurring: RecurringBilling;
beforeAll(() => {
  checkout = checkoutAt(inject('prism'), { validation: 'throw' });
  recurring = recurringAt(inject('prism'), { validation: 'throw' });
});

const named = (example: string, code: number) =>
  ({ headers: { Prefer: `code=${code}, example=${example}` }, retry: false }) as const;
const ORDER = 'a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a';

test('each document has an origin, which says whether it must have the examples of the guides', () => {
  for (const api of ['checkout', 'recurring-billing'] as const) expect(originOf(api)).not.toBe('');
});

function ifTranscribed(api: Parameters<typeof isTranscribed>[0], name: string, tests: () => void): void {
  if (isTranscribed(api)) describe(name, tests);
}

ifTranscribed('checkout', 'API integration guide', () => {
  test('the order of the quick start is created as in the guide', async () => {
    const order = await checkout.orders.create(
      {
        project_id: 'YOUR_PROJECT_ID',
        redirect_urls: {
          success_url: 'https://example.com/success',
          failure_url: 'https://example.com/failure',
          callback_url: 'https://example.com/webhook',
        },
        purchase: { reference: 'ORDER-001', amount: '1000', currency: 'EUR' },
      },
      named('guide', 201),
    );
    expect(order).toEqual({
      order_id: ORDER,
      project_id: 'YOUR_PROJECT_ID',
      source: 'Integration',
      created_at: 1736433000,
      purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
    });
  });

  test('the payment link of the quick start is created as in the guide', async () => {
    const link = await checkout.paymentLinks.create(
      {
        order_id: ORDER,
        name: 'Order #001',
        lifetime: 3600,
        experience: { language: 'en' },
        // The guide's response has the amount 25.00 and its request 10.00, so the response would be rejected as another's.
        purchase: { amount: 2500 },
      },
      named('guide', 201),
    );
    expect(link.payment_URL).toMatch(/^https:\/\/api\.paysera\.com\//);
  });

  test('the validation error of the guide has its fields', async () => {
    const refused = checkout.orders.create(
      { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } },
      named('guide', 400),
    );
    const error = await refused.catch((error: unknown) => error);
    expect(isValidationError(error)).toBe(true);
    expect(error).toMatchObject({
      status: 400,
      error: 'invalid_request',
      description: 'Validation failed',
      fields: { 'purchase.amount': ['Amount should be greater than 0'] },
    });
  });
});

ifTranscribed('checkout', 'Payment orders', () => {
  test('an order is fetched as in the guide', async () => {
    expect(await checkout.orders.get(ORDER, named('guide', 200))).toEqual({
      id: ORDER,
      project_id: 'your-project-id',
      amount: 2500,
      currency: 'EUR',
      status: 'paid',
      reference: 'ORDER-12345',
      amount_paid: 2500,
      balance_due: 0,
      callback_url: 'https://example.com/webhook',
      success_url: 'https://example.com/success',
      fail_url: 'https://example.com/failure',
      source: 'Integration',
      created_at: 1736433000,
      updated_at: 1736433600,
    });
  });

  test('orders are listed as in the guide', async () => {
    expect(await checkout.orders.list({}, named('guide', 200))).toEqual({
      items: [{ id: 'a6f2b8e3-…', amount: 2500, currency: 'EUR', status: 'paid' }],
      cursor: 'eyJpZCI6Li4ufQ==',
      has_more: true,
    });
  });

  test('an order is updated as in the guide', async () => {
    const patch = { reference: 'ORDER-12345-REV2', amount: '3000', currency: 'EUR' } as const;
    expect(await checkout.orders.update(ORDER, patch, named('guide', 200))).toEqual({ order_id: ORDER });
  });

  test('the errors for an unknown project and a missing bearer token are those of the guide', async () => {
    const create = (code: number) =>
      checkout.orders
        .create({ purchase: { reference: 'ORDER-12345', amount: 2500, currency: 'EUR' } }, named('guide', code))
        .catch((error: unknown) => error);
    const [unknown, unauthorized] = [await create(404), await create(401)];
    expect(isNotFoundError(unknown)).toBe(true);
    expect(unknown).toMatchObject({ error: 'not_found', description: 'Project not found or access denied' });
    expect(isAuthenticationError(unauthorized)).toBe(true);
    expect(unauthorized).toMatchObject({
      error: 'unauthorized',
      description: 'Authentication is required to access this resource',
    });
  });
});

ifTranscribed('checkout', 'Create payment link', () => {
  test('a payment link is created with the request and response of the guide', async () => {
    const link = await checkout.paymentLinks.create(
      {
        order_id: ORDER,
        name: 'Order #12345',
        experience: { language: 'en', payment_flow: 'paysera_checkout' },
        purchase: { amount: 2500 },
        lifetime: 3600,
        payment_details: { key: 'credit_card', purpose: 'Order #12345 - Leather Wallet', country_code: 'LT' },
        payer_information: { name: 'John Doe', email: 'john@example.com' },
      },
      named('guide', 201),
    );
    expect(link).toEqual({
      link_id: 'c8d9e0f1-2a3b-4c5d-6e7f-8a9b0c1d2e3f',
      order_id: ORDER,
      payment_URL:
        'https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/abc123def456GhiJkl_mNOpQrStUvWxYz0123456',
      experience: { language: 'en', payment_flow: 'paysera_checkout' },
      payment_details: { key: 'credit_card', purpose: 'Order #12345 - Leather Wallet', country_code: 'LT' },
      purchase: { amount: 2500 },
      payer_information: { name: 'John Doe', email: 'john@example.com' },
      expired_at: 1736436870,
      created_at: 1736433270,
    });
  });

  test('a payment link with a preselected method is created as in the guide', async () => {
    const link = await checkout.paymentLinks.create(
      {
        order_id: ORDER,
        name: 'Order #12345',
        experience: { language: 'en' },
        purchase: { amount: 2500 },
        payment_details: { key: 'swedbank', country_code: 'LT' },
      },
      named('guide', 201),
    );
    expect(link.link_id).toBe('c8d9e0f1-2a3b-4c5d-6e7f-8a9b0c1d2e3f');
  });
});

ifTranscribed('recurring-billing', 'Recurring Billing', () => {
  test('a payment request is created with the request and response of the guide', async () => {
    const request = await recurring.paymentRequests.create(
      {
        business_id: 'Opb2XVb-gEh4aGcR09Ko5Wb8V_6vueDM',
        order_id: 'SUB_12345',
        price: { amount: 999, currency: 'EUR' },
        description: 'Monthly subscription - First payment',
        method_key: 'card',
        payer: { email: 'customer@example.com' },
        locale: 'en',
        accept_url: 'https://yoursite.com/payment/success',
        cancel_url: 'https://yoursite.com/payment/cancel',
        callback_url: 'https://yoursite.com/payment/callback',
        token_strategy: 'required',
      },
      named('guide', 200),
    );
    expect(request).toEqual({
      id: 'abc123payment',
      status: 'new',
      authorization_url: 'https://checkout-eu-a.paysera.com/pay/abc123payment',
      order_id: 'SUB_12345',
      price: { amount: 999, currency: 'EUR' },
      description: 'Monthly subscription',
      created_at: '2025-12-15T10:30:00Z',
    });
  });

  test('a captured payment request has its issued token, as in the guide', async () => {
    expect(await recurring.paymentRequests.get('abc123payment', named('guide', 200))).toEqual({
      id: 'abc123payment',
      status: 'captured',
      price_paid: { amount: 999, currency: 'EUR' },
      issued_token: 'vLUGdTtnDjQs7Yv0fjYQyYfG60m',
    });
  });

  test('the error object of the guide becomes a typed error', async () => {
    const error = await recurring.paymentRequests.get('abc123payment', named('guide', 400)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isValidationError(error)).toBe(true);
    expect(error).toMatchObject({
      error: 'invalid_parameters',
      description: 'Invalid price amount specified',
      errorUri: 'https://developers.paysera.com/en/checkout/errors',
    });
  });

  test('optional fields are absent rather than null, as in the guide', async () => {
    const request = await recurring.paymentRequests.get('abc123payment', named('guide', 200));
    expect(Object.values(request)).not.toContain(null);
    expect('description' in request).toBe(false);
  });
});

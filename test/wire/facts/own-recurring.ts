import { expect } from 'vitest';
import { createRecurringBilling } from '../../../src/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fieldsOf } from '../../../src/wire/fields-of.ts';
import { recurringAt } from '../../support/clients.ts';
import { documentOf } from '../../support/document-of.ts';
import { errorOf } from '../../support/error-of.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { notExercised, type OwnFact, originsOf, own, serverOf } from './own.ts';
import { fieldAt, requestSchema } from './schema.ts';
import type { Story } from './story.ts';

const [REQUEST, BASICS] = ['create-payment-request', 'recurring-billing-fundamentals'] as const;
const subscription = () => ({ ...PAYMENT_REQUEST, order_id: crypto.randomUUID() });

const tokenIsIssued = async ({ sandbox, recurring, exchanges }: Story): Promise<void> => {
  const { id, authorization_url } = await recurring.paymentRequests.create({
    ...{ ...subscription(), token_strategy: 'required', method_key: 'card' },
  });
  expect((await recurring.paymentRequests.get(id)).issued_token).toBeUndefined();
  await sandbox.payer.pay(authorization_url ?? '');
  const { issued_token } = await recurring.paymentRequests.get(id);
  expect(issued_token).toMatch(/^[\w-]+$/);
  const { items } = await recurring.notifications.list({ status: 'new' });
  const tokens = items.map(({ data }) => fieldsOf(fieldsOf(data)['payment_request'])['issued_token']);
  expect(tokens).toContain(issued_token);
  expect(exchanges.get('createPaymentRequest')?.sent).toMatchObject({ token_strategy: 'required' });
};

export const RECURRING: readonly OwnFact[] = [
  own(BASICS, 10, 'Recurring Billing is at https://checkout-eu-a.paysera.com', async () => {
    expect(serverOf('recurring-billing')).toBe('https://checkout-eu-a.paysera.com');
    const credentials = { macId: 'a', macKey: 'b', retry: false } as const;
    const origins = await originsOf((fetch) =>
      createRecurringBilling({ ...credentials, fetch }).paymentRequests.get('a'),
    );
    expect([...origins]).toEqual(['https://checkout-eu-a.paysera.com']);
  }),
  own(REQUEST, 13, 'the token is in the payment request and in its notification', tokenIsIssued),
  own(REQUEST, 21, 'the form of the MAC header', async ({ exchanges }) => {
    const form = /^MAC id="[^"]+", ts="\d{10}", nonce="[^"]+", mac="[\w+/]+=*"(, ext="body_hash=[\w%]+")?$/;
    const [created, read] = ['createPaymentRequest', 'getPaymentRequest'].map((id) =>
      exchanges.get(id)?.headers.get('Authorization'),
    );
    expect(created).toMatch(form);
    expect(created).toContain('ext="body_hash=');
    expect(read).toMatch(form);
  }),
  own(REQUEST, 33, 'an order_id is used for one payment', async ({ recurring, sandbox }) => {
    const input = subscription();
    const { authorization_url } = await recurring.paymentRequests.create(input);
    await sandbox.payer.pay(authorization_url ?? '');
    expect(await errorOf(recurring.paymentRequests.create(input))).toMatchObject({ status: 400 });
  }),
  own(REQUEST, 41, 'the callback URL is https', async ({ recurring }) => {
    expect(
      fieldAt('recurring-billing', requestSchema('recurring-billing', 'createPaymentRequest'), 'callback_url').required,
    ).toBe(true);
    const input = { ...subscription(), callback_url: 'http://yoursite.com/payment/callback' };
    expect(await errorOf(recurring.paymentRequests.create(input))).toMatchObject({
      ...{ status: 400, fields: { callback_url: expect.anything() } },
    });
  }),
  own(REQUEST, 78, 'the price may be the integer 999, and is returned so', async ({ sandbox }) => {
    const options = { ...sandbox.credentials, fetch: sandbox.fetch, priceEncoding: 'minor' } as const;
    const { price } = await recurringAt(sandbox.url, options).paymentRequests.create(subscription());
    expect(price).toEqual({ amount: 999, currency: 'EUR' });
  }),
  own(BASICS, 46, 'the token comes once a request with token_strategy "required" is captured', tokenIsIssued),
  own(BASICS, 48, 'an optional element is left out, not null', async ({ exchanges }) => {
    const ids = ['createPaymentRequest', 'getPaymentRequest', 'listNotifications', 'markNotificationRead'];
    const answers = JSON.stringify(ids.map((id) => exchanges.get(id)?.answer));
    expect(answers).toContain('"issued_token"');
    expect(answers).not.toContain('null');
  }),
  own(BASICS, 76, 'the text of an invalid price, and where it is documented', async ({ raw, sandbox, exchanges }) => {
    const sent = { ...fieldsOf(exchanges.get('createPaymentRequest')?.sent), order_id: crypto.randomUUID() };
    const input = { ...sent, price: { amount: '9.999', currency: 'EUR' } };
    const { status, body } = await raw.recurring('POST', '/checkout/rest/v1/payment-requests', input);
    expect([status, body]).toMatchObject([
      400,
      {
        ...{ error: 'invalid_parameters', error_description: 'Invalid price amount specified' },
        error_uri: 'https://developers.paysera.com/en/checkout/errors',
      },
    ]);
    expect(sent['business_id' as keyof typeof sent]).toBe(sandbox.credentials.businessId);
  }),
  own(
    BASICS,
    123,
    'a logged error has URL, names of parameters, method, status, code and description',
    async (story) => {
      const { recurring } = story;
      const error = await errorOf(recurring.notifications.list({ limit: 5, cursor: 'nowhere' }));
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({
        ...{ method: 'GET', status: 400, code: 'invalid_parameters', description: expect.stringMatching(/./) },
        url: expect.stringMatching(/\/notification\/rest\/v1\/notifications\?limit&after$/),
      });
    },
  ),
  own(BASICS, 150, 'the version is v1, in each path', async ({ exchanges }) => {
    const paths = Object.keys(fieldsOf(fieldsOf(documentOf('recurring-billing'))['paths']));
    expect(paths.filter((path) => !path.includes('/rest/v1/'))).toEqual([]);
    expect(exchanges.get('listNotifications')?.path).toContain('/rest/v1/');
  }),
  own(BASICS, 154, 'no excessive parallel requests: ten at once', async ({ sandbox }) => {
    let [now, most] = [0, 0];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      const response = await sandbox.fetch(input, init);
      now--;
      return response;
    };
    const recurring = recurringAt(sandbox.url, { ...sandbox.credentials, fetch });
    await Promise.all(Array.from({ length: 30 }, () => recurring.notifications.list()));
    expect(most).toBe(10);
  }),
  own(BASICS, 155, 'each wait before a retry is twice as long', async () => {
    const fetch = async () => Response.json({}, { status: 503 });
    const options = { fetch, random: () => 0.999, retry: { limit: 3, backoff: 2 } };
    const error = await errorOf(recurringAt('http://127.0.0.1:1', options).paymentRequests.get('a'));
    const [first = 0, second = 0, third = 0] = error.attempts.map(({ wait }) => wait);
    expect(second / first).toBeCloseTo(2, 0);
    expect(third / second).toBeCloseTo(2, 0);
  }),
  own(BASICS, 157, 'a callback tells of a payment, so that nobody polls', async () => {
    const bodies: Promise<string>[] = [];
    const deliver = (request: Request) => {
      bodies.push(request.text());
      return new Response();
    };
    const sandbox = await startSandbox({ port: false, deliver });
    const recurring = recurringAt(sandbox.url, { ...sandbox.credentials, fetch: sandbox.fetch });
    const { authorization_url } = await recurring.paymentRequests.create(subscription());
    await sandbox.payer.pay(authorization_url ?? '');
    await sandbox.webhooks.idle();
    const id = new URLSearchParams(await bodies[0]).get('notification_id');
    expect((await recurring.notifications.list({ status: 'new' })).items.map((item) => item.id)).toEqual([id]);
    await sandbox.stop();
  }),
  own(BASICS, 8, 'no operation of either document is a DELETE, which is used where it applies', async () => {
    for (const api of ['checkout', 'recurring-billing'] as const) {
      const items = Object.values(fieldsOf(fieldsOf(documentOf(api))['paths']));
      expect(items.flatMap((item) => Object.keys(fieldsOf(item)))).not.toContain('delete');
    }
  }),
  notExercised(
    BASICS,
    139,
    'price.amount is a number',
    'other pages of Paysera say text: see docs/money-and-amounts.md',
  ),
  notExercised(BASICS, 151, 'a breaking change gets a new version', 'it is about Paysera in the future'),
  notExercised(BASICS, 156, 'cache responses', 'it is left to the merchant: the client keeps no state of money'),
];

import { describe, expect, test } from 'vitest';
import { isResponseValidationError } from '../../../src/errors/api/response-validation-error.ts';
import type { RecurringBilling } from '../../../src/recurring-billing/recurring-billing.ts';
import { recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

/** What no payer may be sent to, whoever has the page. */
const INSECURE = [
  'javascript:alert(document.cookie)',
  'JavaScript:alert(1)//https://checkout-eu-a.paysera.com/',
  ' javascript:alert(1)',
  'data:text/html,<form action=https://evil.example>',
  'blob:https://checkout-eu-a.paysera.com/1',
  'http://checkout-eu-a.paysera.com/pay/1',
  'https://checkout-eu-a.paysera.com@evil.example/pay/1',
  'https://evil.example@checkout-eu-a.paysera.com/pay/1',
  '//evil.example/pay/1',
  '/pay/1',
  '',
];

const ELSEWHERE = [
  'https://evil.example/pay/1',
  'https://checkout-eu-a.paysera.com.evil.example/pay/1',
  'https://evilpaysera.com/pay/1',
  'https://checkout-eu-a.paysera.com:8443/pay/1',
];

/** A client, and where each of these methods finds the URL in the response. */
const METHODS: Record<
  string,
  {
    path: string;
    elsewhere: 'refused' | 'returned';
    call: (recurring: RecurringBilling) => Promise<unknown>;
    response: (url: unknown) => object;
  }
> = {
  createPaymentRequest: {
    path: 'authorization_url',
    elsewhere: 'refused',
    call: ({ paymentRequests }) => paymentRequests.create(PAYMENT_REQUEST),
    response: (url) => ({ id: 'a', status: 'new', authorization_url: url }),
  },
  getPaymentRequest: {
    path: 'authorization_url',
    elsewhere: 'refused',
    call: ({ paymentRequests }) => paymentRequests.get('a'),
    response: (url) => ({ id: 'a', status: 'new', authorization_url: url }),
  },
  'startPayment by form': {
    path: 'flow_data.action_url',
    elsewhere: 'returned',
    call: ({ paymentRequests }) => paymentRequests.startPayment('a', { method_key: 'card' }),
    response: (url) => ({ type: 'form_auto_post', flow_data: { action_url: url } }),
  },
  'startPayment by redirect': {
    path: 'flow_data.redirect_url',
    elsewhere: 'returned',
    call: ({ paymentRequests }) => paymentRequests.startPayment('a', { method_key: 'card' }),
    response: (url) => ({ type: 'redirect', flow_data: { redirect_url: url } }),
  },
};

// Paysera's guide calls the page behind `authorization_url` "the Paysera page". Where a payment by a method is continued,
// no document says.
describe.each(Object.entries(METHODS))('%s', (name, { path, elsewhere, call, response }) => {
  const refused = [...INSECURE, ...(elsewhere === 'refused' ? ELSEWHERE : [])];
  const returned = ['https://checkout-eu-a.paysera.com/pay/1', 'https://paysera.com/pay/1'];
  if (elsewhere === 'returned') returned.push('https://3ds.bank.example/acs?id=1', ...ELSEWHERE);

  test.each(refused)('never returns %j as the URL for the payer', async (url) => {
    const server = await startLoopback(() => ({ json: response(url) }));
    const error = await errorOf(call(recurringAt(server.url)));
    if (!isResponseValidationError(error)) throw error;
    expect(error.message).toMatch(
      new RegExp(
        `^${name.split(' ')[0]} succeeded, but its ${path} is not an https URL${elsewhere === 'refused' ? ' at paysera\\.com or http' : '\\. Do not send'}`,
      ),
    );
    expect(error.drifts).toMatchObject([{ path }]);
    // Whoever must, can look at it.
    expect(error.data).toEqual(response(url));
    expect(server.calls()).toHaveLength(1);
  });

  test.each(returned)('returns %j', async (url) => {
    const server = await startLoopback(() => ({ json: response(url) }));
    expect(await call(recurringAt(server.url))).toEqual(response(url));
  });

  test('returns a URL of the origin that the client is configured with', async () => {
    const server = await startLoopback(() => ({ json: response(`${server.url}/pay/1`) }));
    expect(await call(recurringAt(server.url))).toEqual(response(`${server.url}/pay/1`));
  });

  test.each([undefined, null])('returns a response in which the URL is %j', async (url) => {
    const server = await startLoopback(() => ({ json: response(url) }));
    expect(await call(recurringAt(server.url))).toEqual(JSON.parse(JSON.stringify(response(url))));
  });
});

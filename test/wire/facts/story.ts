import { type Checkout, createCheckout, createRecurringBilling, type RecurringBilling } from '../../../src/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { plainClient as plain, type plainClient } from '../../sandbox/plain-client.ts';

/** One call of the client: what went over the wire, and what the caller got. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly sent: unknown;
  readonly status: number;
  readonly answer: unknown;
  readonly answerHeaders: Headers;
  readonly result: unknown;
}

export interface Story {
  readonly sandbox: Sandbox;
  readonly raw: ReturnType<typeof plainClient>;
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly checkout: Checkout;
  readonly recurring: RecurringBilling;
}

/** The guide's requests, made by the client against a sandbox, one after the other. */
export async function tellStory(): Promise<Story> {
  const sandbox = await startSandbox({ port: false, rateLimit: false });
  const exchanges = new Map<string, Exchange>();
  let last: Omit<Exchange, 'result'> | undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { origin, pathname: path, searchParams: query } = new URL(String(input));
    const response = await sandbox.fetch(String(input), init);
    const text = String(init?.body ?? '');
    const [headers, answer] = [new Headers(init?.headers), await response.clone().json()];
    const sent = text.startsWith('{') ? JSON.parse(text) : text;
    const { status, headers: answerHeaders } = response;
    if (origin) last = { method: init?.method ?? 'GET', path, query, headers, sent, status, answer, answerHeaders };
    if (path.endsWith('/token')) exchanges.set('createAccessToken', { ...last, result: answer } as Exchange);
    return response;
  };
  const options = { ...sandbox.credentials, baseUrl: sandbox.url, fetch, rateLimit: false } as const;
  const checkout = createCheckout(options);
  const recurring = createRecurringBilling(options);
  const record = async <T>(name: string, call: PromiseLike<T>): Promise<T> => {
    const result = await call;
    if (last) exchanges.set(name, { ...last, result });
    return result;
  };

  const redirect_urls = {
    success_url: 'https://example.com/success',
    failure_url: 'https://example.com/failure',
    callback_url: 'https://example.com/webhook',
  };
  const project_id = sandbox.credentials.projectId;
  const purchase = { reference: 'ORDER-12345', amount: 2500, currency: 'EUR' } as const;
  const order = await record(
    'createOrder',
    checkout.orders.create({ project_id, redirect_urls, purchase, metadata: { a: '1' }, merchant_data: { b: '2' } }),
  );
  const link = await record(
    'createPaymentLink',
    checkout.paymentLinks.create({
      order_id: order.order_id,
      name: 'Order #12345',
      experience: { language: 'en', payment_flow: 'paysera_checkout' },
      purchase: { amount: 2500 },
      lifetime: 3600,
      payment_details: { key: 'credit_card', purpose: 'Order #12345 - Leather Wallet', country_code: 'LT' },
      payer_information: { name: 'John Doe', email: 'john@example.com' },
      metadata: { a: '1' },
    }),
  );
  await record('listPaymentMethods', checkout.paymentMethods.list());
  await sandbox.payer.pay(link.payment_URL);
  await record('getOrder', checkout.orders.get(order.order_id));
  const open = await checkout.orders.create({ purchase });
  await record(
    'updateOrder',
    checkout.orders.update(open.order_id, { reference: 'ORDER-12345-REV2', amount: 3000, currency: 'EUR' }),
  );
  await record(
    'listOrders',
    checkout.orders.list({
      ...{
        status: ['paid'],
        currency: ['EUR'],
        q: 'ORDER',
        limit: 1,
        created_at_gte: 1,
        created_at_lte: 9_999_999_999,
      },
      ...{
        amount: 2500,
        amount_gte: 1,
        amount_lte: 9999,
        amount_paid: 2500,
        amount_paid_gte: 1,
        amount_paid_lte: 9999,
      },
    }),
  );
  const subscription = {
    price: { amount: 999, currency: 'EUR' },
    method_key: 'card',
    payer: { email: 'customer@example.com' },
    locale: 'en',
    accept_url: 'https://yoursite.com/payment/success',
    cancel_url: 'https://yoursite.com/payment/cancel',
    callback_url: 'https://yoursite.com/payment/callback',
    token_strategy: 'required',
  };
  const request = await record(
    'createPaymentRequest',
    recurring.paymentRequests.create({ ...subscription, order_id: 'SUB_12345', description: 'Monthly subscription' }),
  );
  await sandbox.payer.pay(request.authorization_url ?? '');
  await record('getPaymentRequest', recurring.paymentRequests.get(request.id));
  const { items } = await record('listNotifications', recurring.notifications.list({ status: 'new' }));
  await record('markNotificationRead', recurring.notifications.markRead(items[0]?.id ?? ''));
  return { sandbox, raw: plain(sandbox, sandbox.fetch), exchanges, checkout, recurring };
}

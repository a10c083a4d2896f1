import { describe, expect, test } from 'vitest';
import { createCheckout, createRateGate, createRecurringBilling } from '../../../src/index.ts';
import { createWebhookHandler } from '../../../src/webhooks/index.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const CREATE = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };

/** As plain JavaScript passes them: the compiler would have refused the name. */
function misspelled<Options extends object>(options: object): Options {
  return options as Options;
}

function refusal(create: () => unknown): string {
  try {
    create();
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    return String(Reflect.get(Object(error), 'message'));
  }
  return 'not refused';
}

describe('a misspelled option of a client is refused, with the one that was meant', () => {
  test.each([
    ['baseURL', 'baseUrl'],
    ['base_url', 'baseUrl'],
    ['timout', 'timeout'],
    ['clientID', 'clientId'],
    ['ratelimit', 'rateLimit'],
    ['intent', 'intents'],
    ['onEvents', 'onEvent'],
    ['token', 'tokenStore'],
  ])('createCheckout: %s, %s', (wrong, right) => {
    expect(refusal(() => createCheckout(misspelled({ [wrong]: 'http://localhost:1' })))).toBe(
      `createCheckout: ${wrong} is not an option; did you mean ${right}? Nothing was sent.`,
    );
  });

  test.each([
    ['macid', 'macId'],
    ['bussinessId', 'businessId'],
    ['priceEncodng', 'priceEncoding'],
  ])('createRecurringBilling: %s, %s', (wrong, right) => {
    expect(refusal(() => createRecurringBilling(misspelled({ [wrong]: 'x' })))).toContain(`did you mean ${right}?`);
  });

  test("an account's credentials may be one object: each client takes its own", () => {
    const account = { clientId: 'a', clientSecret: 'b', projectId: 'c', macId: 'd', macKey: 'e', businessId: 'f' };
    const both = { checkout: createCheckout(account), recurring: createRecurringBilling(account) };
    expect(both).toMatchObject({
      checkout: { createPayment: expect.any(Function) },
      recurring: { charge: expect.any(Function) },
    });
    expect(refusal(() => createCheckout(misspelled({ ...account, projectID: 'c' })))).toContain(
      'did you mean projectId?',
    );
  });

  test('of its retries and its rate limit too', () => {
    const client = { clientId: 'a', clientSecret: 'b' };
    expect(refusal(() => createCheckout({ ...client, retry: misspelled({ limits: 3 }) }))).toContain(
      'retry: limits is not an option; did you mean limit?',
    );
    expect(refusal(() => createCheckout({ ...client, rateLimit: misspelled({ windows: 1 }) }))).toContain(
      'rateLimit: windows is not an option; did you mean window?',
    );
    expect(refusal(() => createRateGate(misspelled({ max: 3 })))).toContain('expected limit, window.');
  });

  test('or with all that there are, when none is close; a value is never quoted', () => {
    const message = refusal(() => createCheckout(misspelled({ environment: 'hush-4711' })));
    expect(message).toMatch(/environment is not an option; expected baseUrl, fetch, .*, clientId, clientSecret, /);
    expect(message).not.toContain('hush');
  });

  test('while every option of the README is accepted', () => {
    const { clientId, clientSecret, macId, macKey, businessId } = CREDENTIALS;
    expect(
      createCheckout({ clientId, clientSecret, timeout: 1, retry: { limit: 1 }, rateLimit: false }),
    ).toHaveProperty('orders');
    expect(createRecurringBilling({ macId, macKey, businessId, concurrency: 2 })).toHaveProperty('charge');
  });
});

describe('a misspelled option of a call is refused before anything is sent', () => {
  const wrong = <T extends object>() => misspelled<T>({ timout: 5 });
  const checkout = ({ url }: Loopback) => checkoutAt(url);
  const recurring = ({ url }: Loopback) => recurringAt(url);
  test.each<[string, (server: Loopback) => PromiseLike<unknown>]>([
    ['orders.get', (server) => checkout(server).orders.get('a', wrong())],
    ['orders.list', (server) => checkout(server).orders.list({}, wrong())],
    ['createPayment', (server) => checkout(server).createPayment(CREATE, wrong())],
    ['payments.refund', (server) => checkout(server).payments.refund('p', { amount: 1, currency: 'EUR' }, wrong())],
    ['request', (server) => checkout(server).request('GET', '/unknown', wrong())],
    [
      'api.GET',
      (server) => checkout(server).api.GET('/merchant-order/integration/v1/orders', wrong<Record<string, unknown>>()),
    ],
    ['paymentRequests.create', (server) => recurring(server).paymentRequests.create(PAYMENT_REQUEST, wrong())],
    ['charge', (server) => recurring(server).charge({ ...PAYMENT_REQUEST, token: 't' }, wrong())],
  ])('%s', async (_, call) => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const error = await errorOf(Promise.resolve(call(server)));
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^\w.*: timout is not an option; did you mean timeout\? Nothing was sent\.$/),
    });
    expect(server.requests).toEqual([]);
  });

  test('a key or a body of client.api too, while what only a runtime knows is passed on', async () => {
    const server = await startLoopback(() => ({ json: { items: [] } }));
    const { api } = checkout(server);
    for (const [name, meant] of [
      ['idempotencyKy', 'idempotencyKey'],
      ['bdy', 'body'],
      ['parms', 'params'],
    ]) {
      const options = misspelled<Record<string, unknown>>({ [String(name)]: 'x' });
      const error = await errorOf(api.GET('/merchant-order/integration/v1/orders', options));
      expect(error.message).toBe(`api: ${name} is not an option; did you mean ${meant}? Nothing was sent.`);
    }
    expect(server.requests).toEqual([]);
    const options = misspelled<Record<string, unknown>>({ cf: {}, next: {}, verbose: true });
    await expect(api.GET('/merchant-order/integration/v1/orders', options)).resolves.toHaveProperty('data');
  });

  test('its retries too', async () => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const error = await errorOf(checkoutAt(server.url).orders.get('a', { retry: misspelled({ attempts: 5 }) }));
    expect(error.message).toBe(
      'retry: attempts is not an option; expected limit, backoff, maxBackoff, gracePeriod. Nothing was sent.',
    );
    expect(server.requests).toEqual([]);
  });
});

describe('a number for retries that is none is refused: nothing would wait until a lost order is dead', () => {
  const wrong = (value: unknown) => value as number;
  test.each(['gracePeriod', 'limit', 'backoff', 'maxBackoff'])('%s', async (name) => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    for (const value of [Number.NaN, '15000', -1, null]) {
      const retry = { [name]: wrong(value) };
      const message = `retry: ${name} is ${value}; expected a number from 0 on. Nothing was sent.`;
      expect(refusal(() => createCheckout({ clientId: 'a', clientSecret: 'b', retry }))).toBe(message);
      const error = await errorOf(checkoutAt(server.url).orders.get('a', { retry }));
      expect(error).toMatchObject({ name: 'ConfigurationError', message });
    }
    expect(server.requests).toEqual([]);
  });

  test('but 0, Infinity and undefined are', () => {
    const retry = { limit: 0, backoff: 0, maxBackoff: Number.POSITIVE_INFINITY, gracePeriod: undefined as never };
    expect(createCheckout({ clientId: 'a', clientSecret: 'b', retry })).toHaveProperty('orders');
  });
});

describe('a misspelled option of a handler is refused', () => {
  const secret = 'test';

  test('when the handler is created, with its handlers', () => {
    expect(refusal(() => createWebhookHandler(misspelled({ secret, on: {}, maxbytes: 1 })))).toContain(
      'createWebhookHandler: maxbytes is not an option; did you mean maxBytes?',
    );
    expect(refusal(() => createWebhookHandler({ secret, on: misspelled({ orders: () => {} }) }))).toContain(
      'on: orders is not an option; did you mean order?',
    );
  });

  test('except on an object of a class, which may have methods of its own, and data anywhere', async () => {
    class Shop {
      readonly save = () => {};
      order(): void {}
    }
    const withData = { paid: [], order: () => {} };
    for (const on of [new Shop(), withData]) expect(createWebhookHandler({ secret, on })).toBeInstanceOf(Function);
  });

  test('with each callback, which is answered with 500 before anything is fetched', async () => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const { handleCallback, notifications } = recurringAt(server.url);
    const callback = () => new Request('https://shop.example/hook', { method: 'POST', body: 'notification_id=n-1' });
    for (const options of [{ on: {}, urlsecret: 'x' }, { on: { capture: () => {} } }]) {
      expect((await handleCallback(callback(), misspelled({ ...options, onError }))).status).toBe(500);
    }
    expect(errors.map((error) => String(error))).toEqual([
      expect.stringContaining('did you mean urlSecret?'),
      expect.stringContaining('on: capture is not an option; did you mean captured?'),
    ]);
    expect((await errorOf(notifications.drain(() => {}, misspelled({ singal: 1 })))).message).toContain(
      'did you mean signal?',
    );
    expect(server.requests).toEqual([]);
  });
});

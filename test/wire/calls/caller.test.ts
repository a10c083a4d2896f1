import { describe, expect, test, vi } from 'vitest';
import { metadataOf } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const PURCHASE = { reference: 'A-1', amount: 1000, currency: 'EUR' };

// The merchant's code, each with a name of its own: it has to be in the stack of the error.
type Ways = Readonly<Record<string, (url: string) => PromiseLike<unknown>>>;
const REFUSED: Ways = {
  async aRefusedCall(url) {
    return await checkoutAt(url).orders.get('a');
  },
  async aListThatIsIteratedOver(url) {
    for await (const order of checkoutAt(url).orders.list()) return order;
    return undefined;
  },
  async aListThatIsAwaited(url) {
    return await checkoutAt(url).orders.list();
  },
  async aListAsAnArray(url) {
    return await recurringAt(url).paymentRequests.list().toArray();
  },
  async aPayment(url) {
    return await checkoutAt(url).createPayment({ purchase: PURCHASE });
  },
  async aCharge(url) {
    return await recurringAt(url).charge({ ...PAYMENT_REQUEST, token: 't' });
  },
  async aRequestByItsPath(url) {
    return await checkoutAt(url).request('GET', '/unknown');
  },
  async aListPageByPage(url) {
    for await (const page of checkoutAt(url).orders.list().pages()) return page;
    return undefined;
  },
  async oneOfSeveralAtOnce(url) {
    const { orders } = checkoutAt(url);
    return await Promise.all([orders.get('a'), orders.get('b')]);
  },
  async aCallWithAThen(url) {
    return await checkoutAt(url)
      .orders.get('a')
      .then((order) => order.id);
  },
  async aCallThatAHelperReturns(url) {
    const { orders } = checkoutAt(url);
    const helper = async () => orders.get('a');
    return await helper();
  },
};
// None of them is awaited before it fails.
const HANDED_ON: Ways = {
  aPromiseOfItsOwn(url) {
    return new Promise((resolve, reject) => {
      checkoutAt(url).orders.get('a').then(resolve, reject);
    });
  },
  aCatch(url) {
    return new Promise((_, reject) => {
      recurringAt(url).paymentRequests.get('a').catch(reject);
    });
  },
  aFinally(url) {
    return new Promise((_, reject) => {
      checkoutAt(url)
        .createPayment({ purchase: PURCHASE })
        .finally(() => {})
        .catch(reject);
    });
  },
  aChargeWithACallback(url) {
    return new Promise((resolve, reject) => {
      recurringAt(url)
        .charge({ ...PAYMENT_REQUEST, token: 't' })
        .then(resolve, reject);
    });
  },
  theFirstPageOfAList(url) {
    return new Promise((resolve, reject) => {
      checkoutAt(url).orders.list().then(resolve, reject);
    });
  },
  severalAtOnceWithoutAsync(url) {
    const { orders } = checkoutAt(url);
    return new Promise((resolve, reject) => {
      Promise.all([orders.get('a'), orders.get('b')]).then(resolve, reject);
    });
  },
  aRequestWithACallback(url) {
    return new Promise((resolve, reject) => {
      checkoutAt(url).request('GET', '/unknown').then(resolve, reject);
    });
  },
  aPaymentLink(url) {
    return new Promise((resolve, reject) => {
      checkoutAt(url)
        .paymentLinks.create({ order_id: 'o', name: 'n', experience: { language: 'en' }, purchase: {} })
        .then(resolve, reject);
    });
  },
  aListAsAnArrayWithACallback(url) {
    return new Promise((resolve, reject) => {
      checkoutAt(url).orders.list().toArray().then(resolve, reject);
    });
  },
  halfAFilter(url) {
    return new Promise((resolve, reject) => {
      // @ts-expect-error Without its currency.
      checkoutAt(url).paymentMethods.list({ amount: 1 }).then(resolve, reject);
    });
  },
  aHelperThatIsNotAsync(url) {
    return checkoutAt(url)
      .orders.get('a')
      .then((order) => order.id);
  },
  async aCallThatIsAwaitedOnceItHasFailed(url) {
    const order = checkoutAt(url).orders.get('a');
    await order.catch(() => {});
    return await order;
  },
};
const BEFORE_IT_IS_SENT: Ways = {
  async aWrongAmount(url) {
    return await checkoutAt(url).orders.create({ purchase: { ...PURCHASE, amount: Number.NaN } });
  },
  async aWrongAmountOfAPayment(url) {
    return await checkoutAt(url).createPayment({ purchase: { ...PURCHASE, amount: Number.NaN } });
  },
  async aWrongAmountOfAFilter(url) {
    return await checkoutAt(url).orders.list({ amount_gte: Number.NaN });
  },
  aWrongAmountWithoutAnAwait(url) {
    return checkoutAt(url)
      .orders.create({ purchase: { ...PURCHASE, amount: Number.NaN } })
      .then(({ order_id }) => order_id);
  },
  async aMissingId(url) {
    return await recurringAt(url).paymentRequests.get('');
  },
};

/** The frames of this file. */
const ownFrames = (error: Error) =>
  (error.stack ?? '').split('\n').filter((line) => line.includes(import.meta.filename));

describe('the stack of an error shows the line of the code that made the call', () => {
  test.each(Object.entries(REFUSED))('after a refusal: %s', async (name, call) => {
    const server = await startLoopback(() => ({ status: 404, json: { error: 'not_found' } }));
    const error = await errorOf(Promise.resolve(call(server.url)));
    expect(ownFrames(error).join('\n')).toContain(name);
  });

  test.each(Object.entries(REFUSED))('after retries, which a lower layer makes: %s', async (name, call) => {
    const server = await startLoopback(({ url }, index) =>
      url?.endsWith('/token')
        ? { json: {} }
        : index < 2
          ? { status: 429, headers: { 'retry-after': '0' } }
          : { status: 404 },
    );
    const error = await errorOf(Promise.resolve(call(server.url)));
    expect(ownFrames(error).join('\n')).toContain(name);
  });

  test.each(Object.entries(HANDED_ON))('though nobody awaits it: %s', async (name, call) => {
    const server = await startLoopback(() => ({ status: 404, json: { error: 'not_found' } }));
    const error = await errorOf(Promise.resolve(call(server.url)));
    expect(ownFrames(error).join('\n')).toContain(name);
  });

  test.each(Object.entries(BEFORE_IT_IS_SENT))('before anything is sent: %s', async (name, call) => {
    const server = await startLoopback(() => ({ json: {} }));
    const error = await errorOf(Promise.resolve(call(server.url)));
    expect(ownFrames(error).join('\n')).toContain(name);
    expect(server.requests).toEqual([]);
  });

  test('on the second page of a list, with each line once', async () => {
    const server = await startLoopback(({ url }) =>
      url?.includes('cursor') ? { status: 404 } : { json: { items: [{ id: 'a' }], has_more: true, cursor: 'c' } },
    );
    async function theJobOfTheNight() {
      for await (const order of checkoutAt(server.url).orders.list()) expect(order.id).toBe('a');
    }
    const error = await errorOf(theJobOfTheNight());
    expect(ownFrames(error).join('\n')).toContain('theJobOfTheNight');
    const lines = (error.stack ?? '').split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines[0]).toBe(`NotFoundError: ${error.message.split('\n')[0]}`);
  });

  test('and of the code that called that', async () => {
    const server = await startLoopback(() => ({ status: 404 }));
    async function theService() {
      return await checkoutAt(server.url).orders.get('a');
    }
    async function theController() {
      return await theService();
    }
    const frames = ownFrames(await errorOf(theController())).join('\n');
    expect(frames).toMatch(/theService[\s\S]+theController/);
  });

  test('by client.api, of a call that is refused before it is sent', async () => {
    async function theOnePlace() {
      return await checkoutAt('http://localhost:1').api.GET('/merchant-order/integration/v1/orders/{id}', {
        params: { path: { id: '' } },
      });
    }
    expect(ownFrames(await errorOf(theOnePlace())).join('\n')).toContain('theOnePlace');
  });

  test('without a frame of what adds the line', async () => {
    const server = await startLoopback(() => ({ status: 404 }));
    const error = await errorOf(checkoutAt(server.url).orders.get('a'));
    expect(error.stack).not.toContain('caller.ts');
  });

  test('and a call that succeeds takes no stack', async () => {
    const server = await startLoopback(({ url }) =>
      url?.endsWith('/no') ? { status: 404 } : { json: { items: [{ id: 'a' }], has_more: false } },
    );
    const { orders } = checkoutAt(server.url);
    let taken = 0;
    vi.stubGlobal(
      'Error',
      new Proxy(Error, {
        construct(target, input, subclass) {
          taken++;
          return Reflect.construct(target, input, subclass);
        },
      }),
    );
    try {
      await orders.get('a');
      for await (const order of orders.list()) expect(order.id).toBe('a');
      expect(taken).toBe(0);
      await errorOf(orders.get('no'));
      expect(taken).toBe(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('metadataOf tells of the response behind', () => {
  const headers = { 'x-request-id': 'req-1', 'x-served-by': 'node-7' };
  const SEEN = { status: 200, requestId: 'req-1', attempts: [{ status: 200 }] };

  test('a page, as of any other result', async () => {
    const server = await startLoopback(() => ({ headers, json: { items: [{ id: 'a' }], has_more: false } }));
    const { orders } = checkoutAt(server.url);
    const pages = [await orders.list()];
    for await (const page of orders.list().pages()) pages.push(page);
    expect(pages).toHaveLength(2);
    for (const page of pages) {
      expect(metadataOf(page)).toMatchObject({ operation: 'listOrders', ...SEEN });
      expect(metadataOf(page)?.headers.get('x-served-by')).toBe('node-7');
    }
  });

  test('createPayment: its link, and its order', async () => {
    const server = await startLoopback(({ url }) => ({
      headers: { ...headers, 'x-request-id': url?.includes('links') ? 'req-link' : 'req-order' },
      json: url?.includes('links')
        ? { link_id: 'l', payment_URL: 'https://checkout.paysera.com/l', order_id: 'o' }
        : { order_id: 'o' },
    }));
    const payment = await checkoutAt(server.url).createPayment({ purchase: PURCHASE });
    expect(metadataOf(payment)).toMatchObject({ operation: 'createPaymentLink', requestId: 'req-link' });
    expect(metadataOf(payment.order)).toMatchObject({ operation: 'createOrder', requestId: 'req-order' });
  });

  test('a charge', async () => {
    const server = await startLoopback(({ url, method }) => ({
      headers,
      json: {
        ...{ id: 'p-1', unique_identifier: 'u-1', order_id: PAYMENT_REQUEST.order_id },
        price: { amount: '9.99', currency: 'EUR' },
        price_paid: { amount: '9.99', currency: 'EUR' },
        status:
          method === 'PUT' && url?.includes('authorize') ? 'captured' : url?.includes('capture') ? 'captured' : 'new',
      },
    }));
    const captured = await recurringAt(server.url).charge(
      { ...PAYMENT_REQUEST, token: 't' },
      { idempotencyKey: 'u-1' },
    );
    expect(metadataOf(captured)).toMatchObject({ ...SEEN, operation: expect.stringMatching(/PaymentRequest$/) });
  });

  test.each([
    ['a refusal', 404, { status: 404, operation: 'createOrder' }],
    ['an unknown outcome', 500, { status: 500, operation: 'createOrder' }],
  ])('an error: %s', async (_, status, expected) => {
    const server = await startLoopback(() => ({ status, headers }));
    const error = await errorOf(checkoutAt(server.url).orders.create({ purchase: PURCHASE }));
    expect(metadataOf(error)).toMatchObject({ ...expected, requestId: 'req-1', attempts: [{ status }] });
    expect(metadataOf(error)?.headers.get('x-served-by')).toBe('node-7');
  });

  test('nothing, when no response came', async () => {
    const error = await errorOf(checkoutAt('http://localhost:1').orders.get('..'));
    expect(metadataOf(error)).toBeUndefined();
  });
});

/**
 * The suite that every runtime passes. It uses only web standards, so that the same file runs everywhere. `client` is
 * the packed package, and `webhooks` and `redisState` are its other entries. `states` are those that this runtime has besides
 * Redis, by their name.
 */
export async function smoke({ client, webhooks, redisState, url, states }) {
  const { createCheckout, createRecurringBilling, isApiError, isTimeoutError, minorUnits } = client;
  const options = { clientId: 'client', clientSecret: 'secret', baseUrl: url };
  const checks = {
    async 'a token, and an order with it'() {
      const checkout = createCheckout(options);
      const amount = minorUnits('25.00', 'EUR');
      const order = await checkout.orders.create({ purchase: { reference: 'ORDER-001', amount, currency: 'EUR' } });
      equal(order.order_id, 'order-1');
    },
    async 'one token for calls at once'() {
      const before = (await stats(url)).tokens;
      const checkout = createCheckout(options);
      await Promise.all([1, 2, 3].map(() => checkout.orders.get('order-1')));
      equal((await stats(url)).tokens - before, 1);
    },
    async 'a refusal as a typed error'() {
      const error = await failure(createCheckout(options).orders.get('missing'));
      equal(isApiError(error) && error.status, 404);
    },
    async 'a MAC that the server computes too, with a body and with a query'() {
      const recurring = createRecurringBilling({ macId: 'id', macKey: 'key', businessId: 'B', baseUrl: url });
      const request = await recurring.paymentRequests.create({
        ...{
          order_id: 'S-1',
          price: { amount: 999, currency: 'EUR' },
          description: 'A “month” / ü',
          payer: { email: 'a@b.c' },
        },
        ...{ accept_url: 'https://m/a', cancel_url: 'https://m/c', callback_url: 'https://m/n' },
      });
      equal(request.id, 'request-1');
      const { items } = await recurring.notifications.list({ status: 'new', limit: 1 });
      equal(items.length, 1);
    },
    async 'all pages of a list'() {
      const ids = [];
      for await (const { id } of createCheckout(options).orders.list({ status: ['paid'] })) ids.push(id);
      equal(ids.join(), 'o-1,o-2,o-3');
    },
    async 'an abort ends a call with its own reason'() {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('enough')), 50);
      const error = await failure(createCheckout(options).orders.get('slow', { signal: controller.signal }));
      equal(String(error.message).includes('enough') || String(error.cause?.message).includes('enough'), true);
    },
    async 'a deadline ends a call'() {
      const checkout = createCheckout(options);
      await checkout.orders.get('order-1');
      const error = await failure(checkout.orders.get('slow', { timeout: 100 }));
      equal(isTimeoutError(error), true);
    },
    ...(webhooks && {
      async 'a webhook is verified, and a changed one refused'() {
        const { body, signature } = await (await fetch(`${url}/webhook`)).json();
        const headers = { 'X-Paysera-Signature': signature, 'X-Paysera-Signature-Alg': 'HMAC-SHA256' };
        const event = await webhooks.verifyWebhook({ body, headers, secret: 'secret' });
        equal(event.type, 'order');
        const changed = body.replace('1990', '1991');
        await failure(
          Promise.resolve().then(() => webhooks.verifyWebhook({ body: changed, headers, secret: 'secret' })),
        );
      },
    }),
  };
  const { hasRedis } = await stats(url);
  const prefix = `paysera-compat:${crypto.randomUUID()}:`;
  const all = {
    ...(hasRedis && { 'Redis over HTTP': redisState({ url: `${url}/redis`, token: 'a-token' }, { prefix }) }),
    ...states,
  };
  for (const [name, state] of Object.entries(all))
    Object.assign(checks, sharing(name, state, { client, options, url }));
  const results = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, why: `${error?.name}: ${error?.message}` });
    }
  }
  return results;
}

/** What the processes of a merchant share in a state. */
function sharing(name, state, { client, options, url }) {
  const hour = 3_600_000;
  const anyone = () => crypto.randomUUID();
  return {
    async [`${name}: one token for two clients`]() {
      const before = (await stats(url)).tokens;
      const start = () => client.createCheckout({ ...options, state });
      const [one, other] = [start(), start()];
      await Promise.all([one.orders.get('order-1'), other.orders.get('order-1'), other.orders.get('order-1')]);
      equal((await stats(url)).tokens - before, 1);
    },
    async [`${name}: each place of the gate is handed out once`]() {
      const request = { origin: anyone(), limit: 3, spare: 0, window: hour, first: false, within: 9 * hour, closed: 0 };
      const places = await Promise.all([1, 2, 3, 4, 5].map(() => state.gate.reserve(request)));
      const hours = places.map(({ wait }) => Math.round(wait / hour));
      equal(hours.sort().join(), '0,0,1,1,2');
    },
    async [`${name}: a claim has one owner, until it is released`]() {
      const key = anyone();
      equal(await state.claims.claim(key, 'a', hour), true);
      equal(await state.claims.claim(key, 'b', hour), false);
      await state.claims.release(key, 'a');
      equal(await state.claims.claim(key, 'b', hour), true);
    },
    async [`${name}: an event is handled once`]() {
      const [key, owner] = [anyone(), anyone()];
      equal(await state.inbox.claim(key, owner), 1);
      equal(await state.inbox.claim(key, anyone()), 'busy');
      equal(await state.inbox.renew(key, owner), true);
      await state.inbox.done(key, owner);
      equal(await state.inbox.claim(key, anyone()), 'seen');
    },
    async [`${name}: an intent is open until it is settled, and one claims it`]() {
      const account = anyone();
      const intent = {
        ...{ id: anyone(), operation: 'createOrder', state: 'unknown', origin: 'https://api.paysera.com', account },
        ...{ sentAt: Date.now(), until: Date.now() + 30_000, offset: [0, 0], facts: {} },
      };
      await state.intents.save(intent);
      equal((await state.intents.pending({ account })).map(({ id }) => id).join(), intent.id);
      const claimed = await Promise.all(['a', 'b'].map((owner) => state.intents.claim(intent.id, owner, hour)));
      equal(claimed.filter(Boolean).length, 1);
      await state.intents.save({ ...intent, state: 'happened' });
      equal((await state.intents.pending({ account })).length, 0);
    },
  };
}

async function stats(url) {
  return (await fetch(`${url}/stats`)).json();
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure, and there was none');
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${JSON.stringify(expected)}, received ${JSON.stringify(actual)}`);
}

import { registerHooks } from 'node:module';

// A process where openapi-fetch cannot be loaded. Prints what client.api and a method do, and how often each sent something.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'openapi-fetch') throw new Error('offline');
    return next(specifier, context);
  },
});
const { createCheckout } = await import('../../../src/index.ts');

const sent: string[] = [];
const { api, orders } = createCheckout({
  clientId: 'id',
  clientSecret: 'secret',
  fetch: async (input) => {
    const { pathname } = new URL(new Request(input).url);
    sent.push(pathname);
    return pathname.endsWith('/token')
      ? Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 })
      : Response.json({ order_id: 'a' }, { status: 201 });
  },
});
const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
const refused = await api.POST('/merchant-order/integration/v1/orders', { body: { purchase } }).then(
  () => 'sent',
  ({ name, code, cause }) => ({ name, code, cause: String(cause) }),
);
const sentByApi = sent.length;
const { order_id } = await orders.create({ purchase });
console.log(JSON.stringify({ refused, sentByApi, order_id, sent }));

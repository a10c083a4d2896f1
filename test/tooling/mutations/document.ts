import { toOpenApi30 } from '../documents.ts';
import { type Mutation, ORDERS, PAYMENT_REQUESTS, schema } from './mutation.ts';

/** Differences in operations, access, and wording. */
export const DOCUMENT: readonly Mutation[] = [
  { name: 'nothing', change: () => undefined, verdict: 'none' },
  {
    name: 'other component names',
    change: (d) => {
      Object.assign(d, JSON.parse(JSON.stringify(d).replaceAll('#/components/schemas/', '#/components/schemas/V')));
      d.components.schemas = Object.fromEntries(
        Object.entries(d.components.schemas).map(([name, value]) => [`V${name}`, value]),
      );
    },
    verdict: 'none',
  },
  {
    name: 'the same document in OpenAPI 3.0',
    api: 'recurring-billing',
    // OpenAPI 3.0 has no webhooks. They are kept, so that only the dialect differs.
    change: (d) => {
      const { webhooks } = d;
      toOpenApi30(d);
      d.webhooks = webhooks;
    },
    verdict: 'patch',
    message: /^(example|summary|description) of /,
  },
  {
    name: 'a description reworded',
    change: schema('Order', (s) => (s.description = 'Another text.')),
    verdict: 'patch',
    message: /description of/,
  },
  {
    name: 'an example removed',
    change: (d) => delete d.paths[ORDERS].post.responses['201'].content['application/json'].examples.guide,
    verdict: 'patch',
  },
  {
    name: 'an operationId renamed: the overlay keeps ours',
    change: (d) => (d.paths[ORDERS].post.operationId = 'placeOrder'),
    verdict: 'patch',
    message: /calls `createOrder` `placeOrder` now; the overlay keeps `createOrder`/,
    method: 'checkout.orders.create',
  },
  {
    name: 'an operation removed',
    change: (d) => delete d.paths[ORDERS].get,
    verdict: 'major',
    message: /`GET \/merchant-order\/integration\/v1\/orders` is gone/,
    method: 'checkout.orders.list',
  },
  {
    name: 'an operation added',
    change: (d) => {
      d.paths[`${ORDERS}/{id}/receipt`] = { get: { responses: { 200: { description: 'A receipt.' } } } };
    },
    verdict: 'minor',
    message: /receipt` is new/,
  },
  {
    name: 'a path moved',
    change: (d) => {
      d.paths['/merchant-order/integration/v2/orders'] = d.paths[ORDERS];
      delete d.paths[ORDERS];
    },
    verdict: 'major',
    message: /path `\/merchant-order\/integration\/v1\/orders` is now `\/merchant-order\/integration\/v2\/orders`/,
    method: 'checkout.orders.create',
  },
  {
    name: 'a method changed from PATCH to PUT',
    change: (d) => {
      d.paths[`${ORDERS}/{id}`].put = d.paths[`${ORDERS}/{id}`].patch;
      delete d.paths[`${ORDERS}/{id}`].patch;
    },
    verdict: 'major',
    message: /`PATCH .*` is gone/,
    method: 'checkout.orders.update',
  },
  {
    name: 'access by an API key instead of OAuth2',
    change: (d) => {
      d.components.securitySchemes = { key: { type: 'apiKey', in: 'header', name: 'X-Key' } };
      d.security = [{ key: [] }];
    },
    verdict: 'major',
    message: /`oauth2`/,
    side: 'access',
    method: 'checkout.orders.create',
  },
  {
    name: 'the security scheme renamed',
    change: (d) => {
      d.components.securitySchemes = { login: Object.values(d.components.securitySchemes)[0] };
      d.security = [{ login: [] }];
    },
    verdict: 'none',
  },
  {
    name: 'a public operation now requires credentials',
    api: 'recurring-billing',
    change: (d) => delete d.paths[`${PAYMENT_REQUESTS}/{id}/public-info`].get.security,
    verdict: 'major',
    side: 'access',
    method: 'recurring.paymentRequests.publicInfo',
  },
];

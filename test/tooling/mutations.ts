import { type Api, type Loose, toOpenApi30 } from './documents.ts';

/** A vendor document that differs from ours in one thing, and what that means for callers. */
export interface Mutation {
  readonly name: string;
  readonly api?: Api;
  readonly change: (document: Loose) => unknown;
  readonly verdict: 'none' | 'patch' | 'minor' | 'major';
  /** What the report says of it. */
  readonly message?: RegExp;
  /** On whose side. */
  readonly side?: 'request' | 'response' | 'webhook' | 'error' | 'access' | 'document';
  /** Our method that it touches. */
  readonly method?: string;
}

const ORDERS = '/merchant-order/integration/v1/orders';
const PAYMENT_REQUESTS = '/checkout/rest/v1/payment-requests';

const schema = (name: string, change: (schema: Loose) => unknown) => (d: Loose) => change(d.components.schemas[name]);
const parameter = (name: string, change: (parameter: Loose) => unknown) => (d: Loose) =>
  change(d.paths[ORDERS].get.parameters.find((listed: Loose) => listed.name === name));
const without = (list: string[], name: string) => list.filter((item) => item !== name);

export const MUTATIONS: readonly Mutation[] = [
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
    name: 'the same said in OpenAPI 3.0',
    api: 'recurring-billing',
    // 3.0 has no webhooks, and losing them would be told; here only the dialect counts.
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
    name: 'a required field added to a request',
    change: schema('CreateOrderRequest', (s) => {
      s.properties.vat = { type: 'string', description: 'VAT.' };
      s.required.push('vat');
    }),
    verdict: 'major',
    message: /`vat` must be sent now/,
    side: 'request',
    method: 'checkout.orders.create',
  },
  {
    name: 'an optional field of a request became required',
    change: schema('CreateOrderRequest', (s) => s.required.push('source')),
    verdict: 'major',
    message: /`source` must be sent now/,
    side: 'request',
  },
  {
    name: 'a required field of a request became optional',
    change: schema('PaymentLinkExperience', (s) => (s.required = without(s.required, 'language'))),
    verdict: 'minor',
    side: 'request',
    method: 'checkout.paymentLinks.create',
  },
  {
    name: 'an optional field added to a request',
    change: schema('CreateOrderRequest', (s) => (s.properties.vat = { type: 'string', description: 'VAT.' })),
    verdict: 'minor',
    message: /`vat` is new/,
    side: 'request',
  },
  {
    name: 'a field removed from a request',
    change: schema('CreateOrderRequest', (s) => delete s.properties.source),
    verdict: 'major',
    message: /`source` is gone/,
    side: 'request',
  },
  {
    name: 'a shorter text allowed in a request',
    change: schema('OrderReference', (s) => (s.maxLength = 100)),
    verdict: 'major',
    message: /maxLength of `purchase.reference` is now `100` \(was `255`\)/,
    side: 'request',
  },
  {
    name: 'the type of a request field changed',
    change: schema('CreatePaymentLinkRequest', (s) => (s.properties.lifetime = { type: 'string' })),
    verdict: 'major',
    message: /`lifetime` is now string/,
    side: 'request',
  },
  {
    name: 'a request amount from string to integer: the coercion follows',
    change: schema('OrderPurchase', (s) => (s.properties.amount = { type: 'integer', minimum: 1 })),
    verdict: 'minor',
    message: /amount `purchase\.amount` is sent as an integer now \(was a string of digits\)/,
    side: 'request',
    method: 'checkout.orders.create',
  },
  {
    name: 'a request amount that names the integer first',
    change: schema('OrderPurchase', (s) => s.properties.amount.oneOf.reverse()),
    verdict: 'minor',
    message: /amount `purchase\.amount` is sent as an integer now/,
    side: 'request',
  },
  {
    name: 'a request amount as a decimal string: cannot be followed',
    change: schema('OrderPurchase', (s) => (s.properties.amount = { type: 'string', example: '10.00' })),
    verdict: 'major',
    message: /decimal string now; minor units there would be wrong by a factor of 100/,
    side: 'request',
  },
  {
    name: 'an amount in an answer from integer to string',
    change: schema('Order', (s) => (s.properties.amount = { type: 'string' })),
    verdict: 'major',
    message: /`amount` is now string/,
    side: 'response',
    method: 'checkout.orders.get',
  },
  {
    name: 'a field of an answer may be null',
    change: schema('CreatedOrder', (s) => (s.properties.created_at.type = ['integer', 'null'])),
    verdict: 'major',
    message: /`created_at` is now integer or null \(was integer\)/,
    side: 'response',
  },
  {
    name: 'a field added to an answer',
    change: schema('CreatedOrder', (s) => (s.properties.vat = { type: 'string', description: 'VAT.' })),
    verdict: 'minor',
    side: 'response',
    method: 'checkout.orders.create',
  },
  {
    name: 'a field removed from an answer',
    change: schema('CreatedOrder', (s) => {
      delete s.properties.source;
      s.required = without(s.required, 'source');
    }),
    verdict: 'major',
    message: /`source` is gone/,
    side: 'response',
  },
  {
    name: 'a field of an answer no longer promised',
    change: schema('CreatedOrder', (s) => (s.required = without(s.required, 'source'))),
    verdict: 'major',
    message: /`source` may be missing now/,
    side: 'response',
  },
  {
    name: 'an enum of an answer widened: ours are open',
    change: schema('PaymentStatus', (s) => s.anyOf[0].enum.push('frozen')),
    verdict: 'minor',
    message: /may be `frozen` now/,
    side: 'response',
    method: 'checkout.payments.get',
  },
  {
    name: 'an enum of an answer closed: ours stay open',
    change: schema('PaymentStatus', (s) => {
      s.type = 'string';
      s.enum = s.anyOf[0].enum;
      delete s.anyOf;
    }),
    verdict: 'none',
  },
  {
    name: 'an enum of an answer narrowed',
    change: schema('PaymentStatus', (s) => s.anyOf[0].enum.pop()),
    verdict: 'patch',
    message: /is no longer `/,
    side: 'response',
  },
  {
    name: 'an enum of a request narrowed',
    change: parameter('status[]', (p) => (p.schema.items = { type: 'string', enum: ['paid'] })),
    verdict: 'major',
    side: 'request',
    method: 'checkout.orders.list',
  },
  {
    name: 'an enum of a request widened',
    change: (d) => {
      const widened = structuredClone(d.components.schemas.OrderStatus);
      widened.anyOf[0].enum.push('frozen');
      parameter('status[]', (p) => (p.schema.items = widened))(d);
    },
    verdict: 'minor',
    message: /`status\[\]` takes `frozen` now/,
    side: 'request',
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
    name: 'the cursor parameter renamed',
    change: parameter('cursor', (p) => (p.name = 'page_token')),
    verdict: 'major',
    message: /parameter `cursor` is now called `page_token`/,
    side: 'request',
    method: 'checkout.orders.list',
  },
  {
    name: 'the cursor of an answer renamed',
    change: schema('OrderList', (s) => {
      s.properties.next = s.properties.cursor;
      delete s.properties.cursor;
      s.required = s.required?.map((name: string) => (name === 'cursor' ? 'next' : name));
    }),
    verdict: 'major',
    message: /`cursor` is gone/,
    side: 'response',
  },
  {
    name: 'a parameter became required',
    change: parameter('limit', (p) => (p.required = true)),
    verdict: 'major',
    message: /parameter `limit` is now required/,
    side: 'request',
  },
  {
    name: 'an optional parameter added',
    change: (d) =>
      d.paths[ORDERS].get.parameters.push({
        name: 'sort',
        in: 'query',
        description: 'Order.',
        schema: { type: 'string' },
      }),
    verdict: 'minor',
    message: /parameter `sort` is new/,
    side: 'request',
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
    name: 'the security scheme called otherwise',
    change: (d) => {
      d.components.securitySchemes = { login: Object.values(d.components.securitySchemes)[0] };
      d.security = [{ login: [] }];
    },
    verdict: 'none',
  },
  {
    name: 'a public operation now wants credentials',
    api: 'recurring-billing',
    change: (d) => delete d.paths[`${PAYMENT_REQUESTS}/{id}/public-info`].get.security,
    verdict: 'major',
    side: 'access',
    method: 'recurring.paymentRequests.publicInfo',
  },
  {
    name: 'a field removed from a webhook',
    change: schema('SnapshotOrder', (s) => {
      delete s.properties.amount_paid;
      s.required = without(s.required, 'amount_paid');
    }),
    verdict: 'major',
    message: /`order\.amount_paid` is gone/,
    side: 'webhook',
    method: 'verifyWebhook',
  },
  {
    name: 'a field that always comes added to a webhook',
    change: schema('SnapshotOrder', (s) => {
      s.properties.vat = { type: 'string', description: 'VAT.' };
      s.required.push('vat');
    }),
    verdict: 'minor',
    message: /`order\.vat` is new/,
    side: 'webhook',
  },
  {
    name: 'a webhook removed',
    change: (d) => delete d.webhooks.refund,
    verdict: 'major',
    message: /`webhook refund` is gone/,
    side: 'webhook',
  },
  {
    name: 'a webhook added',
    change: (d) => (d.webhooks.dispute = structuredClone(d.webhooks.refund)),
    verdict: 'minor',
    message: /`webhook dispute` is new/,
  },
  {
    name: 'the success status changed: every 2xx is a success',
    change: (d) => {
      const { responses } = d.paths[ORDERS].post;
      responses['200'] = responses['201'];
      delete responses['201'];
    },
    verdict: 'patch',
    message: /response `201` is now `200`/,
    side: 'response',
  },
  {
    name: 'a refusal no longer listed: every error is typed anyway',
    change: (d) => delete d.paths[ORDERS].post.responses['409'],
    verdict: 'minor',
    message: /response `409` is gone/,
    side: 'error',
  },
  {
    name: 'another server',
    change: (d) => (d.servers[0].url = 'https://api.paysera.net'),
    verdict: 'major',
    message: /server `https:\/\/api\.paysera\.com` is now `https:\/\/api\.paysera\.net`/,
  },
  {
    name: 'a required field added to a payment request',
    api: 'recurring-billing',
    change: schema('PaymentRequestInput', (s) => s.required.push('method_key')),
    verdict: 'major',
    message: /`method_key` must be sent now/,
    side: 'request',
    method: 'recurring.paymentRequests.create',
  },
  {
    name: 'has_next of a page renamed',
    api: 'recurring-billing',
    change: schema('ResultMetadata', (s) => {
      s.properties.more = s.properties.has_next;
      delete s.properties.has_next;
    }),
    verdict: 'major',
    message: /`_metadata\.has_next` is gone/,
    side: 'response',
    method: 'recurring.notifications.list',
  },
];

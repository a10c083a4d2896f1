import { type Mutation, ORDERS, parameter, schema, without } from './mutation.ts';

/** Differences in what callers send. */
export const REQUESTS: readonly Mutation[] = [
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
    name: 'the cursor parameter renamed',
    change: parameter('cursor', (p) => (p.name = 'page_token')),
    verdict: 'major',
    message: /parameter `cursor` is now called `page_token`/,
    side: 'request',
    method: 'checkout.orders.list',
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
    name: 'a required field added to a payment request',
    api: 'recurring-billing',
    change: schema('PaymentRequestInput', (s) => s.required.push('method_key')),
    verdict: 'major',
    message: /`method_key` must be sent now/,
    side: 'request',
    method: 'recurring.paymentRequests.create',
  },
];

import { type Mutation, ORDERS, schema, without } from './mutation.ts';

/** Differences in what callers receive: responses, errors and webhooks. */
export const RESPONSES: readonly Mutation[] = [
  {
    name: 'an amount in a response from integer to string',
    change: schema('Order', (s) => (s.properties.amount = { type: 'string' })),
    verdict: 'major',
    message: /`amount` is now string/,
    side: 'response',
    method: 'checkout.orders.get',
  },
  {
    name: 'a field of a response may be null',
    change: schema('CreatedOrder', (s) => (s.properties.created_at.type = ['integer', 'null'])),
    verdict: 'major',
    message: /`created_at` is now integer or null \(was integer\)/,
    side: 'response',
  },
  {
    name: 'a field added to a response',
    change: schema('CreatedOrder', (s) => (s.properties.vat = { type: 'string', description: 'VAT.' })),
    verdict: 'minor',
    side: 'response',
    method: 'checkout.orders.create',
  },
  {
    name: 'a field removed from a response',
    change: schema('CreatedOrder', (s) => {
      delete s.properties.source;
      s.required = without(s.required, 'source');
    }),
    verdict: 'major',
    message: /`source` is gone/,
    side: 'response',
  },
  {
    name: 'a field of a response no longer required',
    change: schema('CreatedOrder', (s) => (s.required = without(s.required, 'source'))),
    verdict: 'major',
    message: /`source` may be missing now/,
    side: 'response',
  },
  {
    name: 'an enum of a response widened: ours are open',
    change: schema('PaymentStatus', (s) => s.anyOf[0].enum.push('frozen')),
    verdict: 'minor',
    message: /may be `frozen` now/,
    side: 'response',
    method: 'checkout.payments.get',
  },
  {
    name: 'an enum of a response closed: ours stay open',
    change: schema('PaymentStatus', (s) => {
      s.type = 'string';
      s.enum = s.anyOf[0].enum;
      delete s.anyOf;
    }),
    verdict: 'none',
  },
  {
    name: 'an enum of a response narrowed',
    change: schema('PaymentStatus', (s) => s.anyOf[0].enum.pop()),
    verdict: 'patch',
    message: /is no longer `/,
    side: 'response',
  },
  {
    name: 'the cursor of a response renamed',
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
    name: 'a required field added to a webhook',
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
    name: 'an error status no longer listed: every error is typed anyway',
    change: (d) => delete d.paths[ORDERS].post.responses['409'],
    verdict: 'minor',
    message: /response `409` is gone/,
    side: 'error',
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

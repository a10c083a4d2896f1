import { addDelivery } from '../webhooks/schedule.ts';
import { webhookHeaders } from '../webhooks/sign.ts';
import { cannotSell } from './cannot-sell.ts';
import type { Finding, Observer, Sold } from './observer.ts';

/** One bad day. */
export interface Check {
  readonly name: string;
  run(shop: Observer): Promise<Finding>;
}

const ok = (says: string): Finding => ({ verdict: 'ok', says });
const risk = (says: string): Finding => ({ verdict: 'risk', says });
const loses = (says: string): Finding => ({ verdict: 'loses-money', says });
const BLIND = 'Give `deliveries` to know what the shop handed out.';

/** Judges a payment whose goods should go out `expected` times. */
async function judge(
  shop: Observer,
  { order }: Sold,
  expected: number,
  words: { good: string; less?: string; more?: string },
): Promise<Finding> {
  const seen = await shop.handedOut(order, expected);
  if (seen !== undefined && seen < expected) return loses(words.less ?? 'The customer has paid, and got nothing.');
  if (seen !== undefined && seen > expected) return loses(words.more ?? `Handed out ${seen} times for one payment.`);
  const refused = shop.refusals(order);
  if (refused.length > 0)
    return risk(
      `The webhook was answered ${refused.join(', ')}; answer 200, or Paysera repeats it for 31 hours and gives up.`,
    );
  return seen === undefined ? { verdict: 'not-checked', says: `All webhooks were taken. ${BLIND}` } : ok(words.good);
}

export const CHECKS: readonly Check[] = [
  {
    name: 'An ordinary payment',
    async run(shop) {
      const sold = await shop.sell().catch((error: unknown) => {
        throw cannotSell(error);
      });
      await shop.sandbox.payer.pay(sold.url);
      if ((await shop.handedOut(sold.order, 1)) !== undefined || shop.about(sold.order).length > 0) {
        return judge(shop, sold, 1, { good: 'Paid, told, handed out once.' });
      }
      return loses('No webhook could be sent: the order has no callback_url. The shop never learns that it was paid.');
    },
  },
  {
    name: 'The answer to createOrder is lost',
    run: (shop) => lostAnswer(shop, 'createOrder'),
  },
  {
    name: 'The answer to createPaymentLink is lost',
    run: (shop) => lostAnswer(shop, 'createPaymentLink'),
  },
  {
    name: 'Every webhook comes twice',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'duplicate', times: 2 });
      await shop.sandbox.payer.pay(sold.url);
      return judge(shop, sold, 1, { good: 'Handed out once, and every webhook taken.' });
    },
  },
  {
    name: 'The webhooks of a payment come the other way round',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'reorder' });
      await shop.sandbox.payer.pay(sold.url);
      return judge(shop, sold, 1, { good: 'The order of arrival makes no difference.' });
    },
  },
  {
    name: 'The webhook comes an hour late',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'lose', times: 2 });
      await shop.sandbox.payer.pay(sold.url);
      // The shop lives by its own clock, so that the delivery is made older instead of the hour being waited for.
      await shop.sandbox.webhooks.idle();
      for (const delivery of shop.about(sold.order)) {
        const headers = { ...delivery.headers, 'X-Paysera-Created-At': String(Math.floor(Date.now() / 1000) - 3600) };
        shop.context.tables.deliveries.put({ ...delivery, headers });
        await shop.sandbox.webhooks.resend(delivery.id);
      }
      const less =
        'Paid, and refused because it came late. A retry keeps its first X-Paysera-Created-At: do not limit its age.';
      return judge(shop, sold, 1, { good: 'Taken all the same.', less });
    },
  },
  {
    name: 'Only a part is paid',
    async run(shop) {
      const sold = await shop.sell();
      await shop.sandbox.payer.pay(sold.url, { amount: 1 });
      const more =
        'Handed out for 0.01 of 19.90 EUR. Wait for status paid and amount_paid >= amount; a settled payment is not a paid order.';
      const part = await judge(shop, sold, 0, { good: 'Nothing was handed out for a part.', more });
      if (part.verdict === 'loses-money') return part;
      await shop.sandbox.payer.pay(sold.url, { amount: 1989 });
      return judge(shop, sold, 1, { good: 'Handed out when the rest came, and not before.' });
    },
  },
  {
    name: 'A payment in test mode',
    async run(shop) {
      shop.sandbox.setProject({ payment_collection_status: 'test_mode' });
      const sold = await shop.sell();
      await shop.sandbox.payer.pay(sold.url);
      const more = 'Handed out for play money: the order says is_test. Refuse test orders in production.';
      return judge(shop, sold, 0, { good: 'Play money buys nothing.', more });
    },
  },
  {
    name: 'A refund',
    async run(shop) {
      const sold = await shop.sell();
      const { id } = await shop.sandbox.payer.pay(sold.url);
      await shop.handedOut(sold.order, 1);
      await shop.sandbox.payer.refund(id);
      return judge(shop, sold, 1, { good: 'The refund was taken note of, and nothing was handed out again.' });
    },
  },
  {
    name: 'The link expires while the payment is under way',
    async run(shop) {
      const sold = await shop.sell();
      const { id } = await shop.sandbox.payer.leavePending(sold.url);
      await shop.sandbox.payer.expire(sold.url);
      await shop.sandbox.payer.settle(id);
      const less =
        'The customer has paid by a link that had expired meanwhile, and got nothing. An expired link is not the end of a payment.';
      return judge(shop, sold, 1, { good: 'Handed out.', less });
    },
  },
  { name: 'A forged webhook', run: forged },
  {
    name: 'A webhook of an unknown kind',
    async run(shop) {
      const sold = await shop.sell();
      const payload = { event: { type: 'paysera.fund-distributor.distribution', name: 'completed' } };
      const body = JSON.stringify(payload);
      deliverNow(shop, sold, 'unknown event', body, webhookHeaders(shop.context, body));
      await shop.sandbox.webhooks.idle();
      const refused = shop.refusals(sold.order);
      return refused.length === 0
        ? ok('Taken, and passed over.')
        : risk(`Answered ${refused.join(', ')}; answer 200, so that Paysera does not repeat it for 31 hours.`);
    },
  },
];

/** The shop must find what it made, or give up; two payable things for one purchase may be paid twice. */
async function lostAnswer(shop: Observer, operation: 'createOrder' | 'createPaymentLink'): Promise<Finding> {
  const before = shop.orderIds();
  shop.sandbox.faults.on(operation, { after: 'write', do: 'reset' });
  const sold = await shop.sell().catch(() => undefined);
  const orders = shop.ordersSince(before);
  const links = orders
    .flatMap(({ id }) => shop.context.tables.links.by('order_id', id))
    .filter(({ status }) => status === 'active');
  if (orders.length > 1) {
    return risk(
      `${orders.length} orders stand for one purchase. After an unclear outcome look for the order by its reference before making another.`,
    );
  }
  if (links.length > 1)
    return risk(`${links.length} links can be paid for one purchase. Cancel the other, or the customer may pay twice.`);
  return ok(sold ? 'Found, and used.' : 'Given up; one order is left, and nothing was made twice.');
}

/** It says that the order is paid, and is signed by somebody else. */
async function forged(shop: Observer): Promise<Finding> {
  const sold = await shop.sell();
  const { id, reference } = sold.order;
  const body = JSON.stringify({
    event: { type: 'order', name: 'amount_paid_updated' },
    order: {
      paysera_order_id: id,
      merchant_order_id: reference,
      source: 'Integration',
      amount: 1990,
      amount_paid: 1990,
      currency: 'EUR',
      status: 'paid',
      merchant_data: [],
      payment_links: [],
    },
  });
  deliverNow(shop, sold, 'forged', body, {
    ...webhookHeaders(shop.context, body),
    'X-Paysera-Signature': 'f'.repeat(64),
  });
  const seen = await shop.handedOut(sold.order, 0);
  if (seen)
    return loses('Handed out on a webhook that anybody could have sent. Verify X-Paysera-Signature over the raw body.');
  if (shop.refusals(sold.order).length > 0) return ok('Refused.');
  if (seen === 0) return ok('Taken, and without effect.');
  return shop.askedFor(sold.order)
    ? ok('Taken, and the order was read before anything else.')
    : loses(
        'Taken as genuine: the shop answered 2xx and did not even read the order. Verify X-Paysera-Signature over the raw body.',
      );
}

function deliverNow(
  shop: Observer,
  { order }: Sold,
  title: string,
  body: string,
  headers: Record<string, string>,
): void {
  const url = shop.context.settings.webhookUrl ?? order.callback_url;
  if (url !== undefined)
    addDelivery(
      shop.context,
      { kind: 'webhook', subject: order.id, title, url, body, headers },
      shop.context.clock.now(),
    );
}

import { addDelivery } from '../webhooks/schedule.ts';
import { webhookHeaders } from '../webhooks/sign.ts';
import { cannotSell } from './cannot-sell.ts';
import type { Finding, Observer, Sale } from './observer.ts';

/** One scenario. */
export interface MerchantCheck {
  readonly name: string;
  run(shop: Observer): Promise<Finding>;
}

const ok = (message: string): Finding => ({ result: 'ok', message });
const risk = (message: string): Finding => ({ result: 'risk', message });
const losesMoney = (message: string): Finding => ({ result: 'loses-money', message });
const NOT_VISIBLE = 'Pass `deliveries` to check what the shop delivered.';

/** Assesses a payment whose goods should be delivered `expected` times. */
async function assess(
  shop: Observer,
  { order }: Sale,
  expected: number,
  messages: { good: string; less?: string; more?: string },
): Promise<Finding> {
  const fulfilled = await shop.fulfilledCount(order, expected);
  if (fulfilled !== undefined && fulfilled < expected)
    return losesMoney(messages.less ?? 'The customer paid and got nothing.');
  if (fulfilled !== undefined && fulfilled > expected)
    return losesMoney(messages.more ?? `Delivered ${fulfilled} times for one payment.`);
  const rejected = shop.rejections(order);
  if (rejected.length > 0)
    return risk(
      `The response to the webhook was ${rejected.join(', ')}. Respond with 200, or Paysera retries for 31 hours and then gives up.`,
    );
  return fulfilled === undefined
    ? { result: 'not-checked', message: `All webhooks were accepted. ${NOT_VISIBLE}` }
    : ok(messages.good);
}

export const CHECKS: readonly MerchantCheck[] = [
  {
    name: 'An ordinary payment',
    async run(shop) {
      const sold = await shop.sell().catch((error: unknown) => {
        throw cannotSell(error);
      });
      await shop.sandbox.payer.pay(sold.url);
      if ((await shop.fulfilledCount(sold.order, 1)) !== undefined || shop.deliveriesFor(sold.order).length > 0) {
        return assess(shop, sold, 1, { good: 'Paid, notified, delivered once.' });
      }
      return losesMoney(
        'No webhook could be sent, because the order has no callback_url. The shop never learns that it was paid.',
      );
    },
  },
  {
    name: 'The response to createOrder is lost',
    run: (shop) => lostAnswer(shop, 'createOrder'),
  },
  {
    name: 'The response to createPaymentLink is lost',
    run: (shop) => lostAnswer(shop, 'createPaymentLink'),
  },
  {
    name: 'Every webhook arrives twice',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'duplicate', times: 2 });
      await shop.sandbox.payer.pay(sold.url);
      return assess(shop, sold, 1, { good: 'Delivered once, and every webhook was accepted.' });
    },
  },
  {
    name: 'The webhooks of a payment arrive in reverse order',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'reorder' });
      await shop.sandbox.payer.pay(sold.url);
      return assess(shop, sold, 1, { good: 'The order of arrival makes no difference.' });
    },
  },
  {
    name: 'The webhook arrives an hour late',
    async run(shop) {
      const sold = await shop.sell();
      shop.sandbox.faults.on('webhook', { do: 'lose', times: 2 });
      await shop.sandbox.payer.pay(sold.url);
      // The shop uses its own clock, so the delivery is backdated instead of waiting for an hour.
      await shop.sandbox.webhooks.idle();
      for (const delivery of shop.deliveriesFor(sold.order)) {
        const headers = { ...delivery.headers, 'X-Paysera-Created-At': String(Math.floor(Date.now() / 1000) - 3600) };
        shop.context.tables.deliveries.put({ ...delivery, headers });
        await shop.sandbox.webhooks.resend(delivery.id);
      }
      const less =
        'Paid, but the late webhook was rejected. A retry keeps its original X-Paysera-Created-At: do not limit its age.';
      return assess(shop, sold, 1, { good: 'Accepted although it was late.', less });
    },
  },
  {
    name: 'Only part of the order is paid',
    async run(shop) {
      const sold = await shop.sell();
      await shop.sandbox.payer.pay(sold.url, { amount: 1 });
      const more =
        'Delivered for 0.01 of 19.90 EUR. Wait for status paid and amount_paid >= amount: a settled payment is not a paid order.';
      const part = await assess(shop, sold, 0, { good: 'Nothing was delivered for a partial payment.', more });
      if (part.result === 'loses-money') return part;
      await shop.sandbox.payer.pay(sold.url, { amount: 1989 });
      return assess(shop, sold, 1, { good: 'Delivered once the rest was paid, and not before.' });
    },
  },
  {
    name: 'A payment in test mode',
    async run(shop) {
      shop.sandbox.setProject({ payment_collection_status: 'test_mode' });
      const sold = await shop.sell();
      await shop.sandbox.payer.pay(sold.url);
      const more = 'Delivered for a test payment: the order has is_test. Reject test orders in production.';
      return assess(shop, sold, 0, { good: 'Nothing was delivered for a test payment.', more });
    },
  },
  {
    name: 'A refund',
    async run(shop) {
      const sold = await shop.sell();
      const { id } = await shop.sandbox.payer.pay(sold.url);
      await shop.fulfilledCount(sold.order, 1);
      await shop.sandbox.payer.refund(id);
      return assess(shop, sold, 1, { good: 'The refund was accepted, and nothing was delivered again.' });
    },
  },
  {
    name: 'The link expires while the payment is pending',
    async run(shop) {
      const sold = await shop.sell();
      const { id } = await shop.sandbox.payer.leavePending(sold.url);
      await shop.sandbox.payer.expire(sold.url);
      await shop.sandbox.payer.settle(id);
      const less =
        'The customer paid with a link that expired in the meantime, and got nothing. A payment can still settle after its link has expired.';
      return assess(shop, sold, 1, { good: 'Delivered.', less });
    },
  },
  { name: 'A forged webhook', run: forged },
  {
    name: 'A webhook of an unknown type',
    async run(shop) {
      const sold = await shop.sell();
      const payload = { event: { type: 'paysera.fund-distributor.distribution', name: 'completed' } };
      const body = JSON.stringify(payload);
      deliverNow(shop, sold, 'unknown event', body, webhookHeaders(shop.context));
      await shop.sandbox.webhooks.idle();
      const rejected = shop.rejections(sold.order);
      return rejected.length === 0
        ? ok('Accepted and ignored.')
        : risk(
            `The response was ${rejected.join(', ')}. Respond with 200, so that Paysera does not retry for 31 hours.`,
          );
    },
  },
];

/** The shop must find what it created, or give up: with two payable links for one purchase, the customer may pay twice. */
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
      `${orders.length} orders exist for one purchase. When the outcome is unknown, look for the order by its reference before you create another.`,
    );
  }
  if (links.length > 1)
    return risk(
      `${links.length} payable links exist for one purchase. Cancel all but one, or the customer may pay twice.`,
    );
  return ok(sold ? 'The shop found it and continued.' : 'The shop gave up; nothing was created twice.');
}

/** A webhook that says the order is paid, with a signature that is not Paysera's. */
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
    ...webhookHeaders(shop.context),
    'X-Paysera-Signature': 'f'.repeat(64),
  });
  const fulfilled = await shop.fulfilledCount(sold.order, 0);
  if (fulfilled)
    return losesMoney(
      'Delivered after a webhook that anyone could have sent. Verify X-Paysera-Signature over the raw body.',
    );
  if (shop.rejections(sold.order).length > 0) return ok('Rejected.');
  if (fulfilled === 0) return ok('Accepted, without effect.');
  return shop.fetchedOrder(sold.order)
    ? ok('Accepted, and the shop fetched the order before acting on it.')
    : losesMoney(
        'Accepted as genuine: the shop responded with 2xx without even fetching the order. Verify X-Paysera-Signature over the raw body.',
      );
}

function deliverNow(
  shop: Observer,
  { order }: Sale,
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

import { type Checkout, type CreateOrder, majorUnits, minorUnits, type Order } from '../../src/index.ts';
import type { Step } from './story.ts';

/** The maximum number of pages of orders to read: a live project may have thousands. */
const PAGES = 3;

/** The guide's quick start: an order of €10.00, its payment link, the URL for the payer, and everything you can read. */
export async function runCheckout(
  step: Step,
  checkout: Checkout,
  redirectUrls: CreateOrder['redirect_urls'],
): Promise<{ readonly orderId: string; readonly paymentUrl: string }> {
  const amount = minorUnits('10.00', 'EUR');
  const order = await step(
    'create order',
    () =>
      checkout.orders.create({
        purchase: { reference: 'ORDER-001', amount, currency: 'EUR' },
        ...(redirectUrls && { redirect_urls: redirectUrls }),
      }),
    ({ order_id }) => `order_id ${order_id}`,
    ['purchase.amount', 'purchase.reference'],
  );
  const link = await step(
    'create link',
    () =>
      checkout.paymentLinks.create({
        order_id: order.order_id,
        name: 'Order #001',
        lifetime: 3600,
        experience: { language: 'en' },
        purchase: { amount },
      }),
    ({ link_id }) => `link_id ${link_id}`,
    ['purchase.amount', 'order_id'],
  );
  await step(
    'payment URL',
    () => link.payment_URL,
    (url) => url,
  );
  await step('read order', () => checkout.orders.get(order.order_id), paid);

  const pages = checkout.orders
    .list({ currency: ['EUR'], limit: 10 })
    .pages()
    [Symbol.asyncIterator]();
  for (let number = 1, more = true; more && number <= PAGES; number++) {
    const { value: page } = await step(
      `orders, page ${number}`,
      () => pages.next(),
      ({ value }) => `${value.items.length} on the page, ${value.has_more ? 'more to come' : 'the last one'}`,
    );
    more = page.has_more;
  }
  return { orderId: order.order_id, paymentUrl: link.payment_URL };
}

/** Describes in one line how much of an order is paid. */
export function paid({ status, amount, amount_paid = 0, currency }: Order): string {
  const whole = amount === null || amount === undefined ? 'any amount' : majorUnits(amount, currency);
  return `${status}, ${majorUnits(amount_paid ?? 0, currency)} of ${whole} ${currency}`;
}

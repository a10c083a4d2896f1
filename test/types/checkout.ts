// Checked by `npm run types`: a line marked @ts-expect-error that compiles is an error itself. Nothing here runs.
import { expectTypeOf } from 'vitest';
import type {
  AmountInput,
  Checkout,
  CreatedOrder,
  CreatedPayment,
  CreatedPaymentLink,
  Order,
  OrderSummary,
  Page,
  PageList,
  PaymentMethodList,
} from '../../src/index.ts';

declare const checkout: Checkout;
declare const text: string;
declare const whole: number;
declare const big: bigint;

export async function aPageOfOrdersIsTyped(): Promise<void> {
  const list = checkout.orders.list({
    status: ['paid'],
    amount_gte: 1000,
    currency: ['EUR'],
    created_at_gte: 1736433000,
  });
  expectTypeOf(list).toEqualTypeOf<PageList<OrderSummary>>();
  const page = await list;
  expectTypeOf(page).toEqualTypeOf<Page<OrderSummary>>();
  expectTypeOf(page.cursor).toEqualTypeOf<string | undefined>();
  expectTypeOf(page.has_more).toEqualTypeOf<boolean>();
  for await (const order of list) {
    expectTypeOf(order.id).toEqualTypeOf<string>();
    expectTypeOf(order.amount).toExtend<number | null | undefined>();
    expectTypeOf(order.currency).toExtend<string | undefined>();
    // @ts-expect-error no such field
    order.order_id;
  }
  // @ts-expect-error the brackets are the wire's
  checkout.orders.list({ 'status[]': ['paid'] });
  // @ts-expect-error no such filter
  checkout.orders.list({ reference: 'ORDER-001' });
  // @ts-expect-error a cursor is a string
  checkout.orders.list({ cursor: 7 });
}

export async function anOrderIsTyped(): Promise<void> {
  const order = await checkout.orders.get('id');
  expectTypeOf(order).toEqualTypeOf<Order>();
  expectTypeOf(order.amount_paid).toEqualTypeOf<number>();
  expectTypeOf(order.created_at).toEqualTypeOf<number>();
  // @ts-expect-error the read side calls it fail_url
  order.failure_url;
  const created = await checkout.orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } });
  expectTypeOf(created).toEqualTypeOf<CreatedOrder>();
  expectTypeOf(created.order_id).toEqualTypeOf<string>();
  // @ts-expect-error a created order has order_id
  created.id;
  expectTypeOf((await checkout.orders.update('id', { amount: 3000 })).order_id).toEqualTypeOf<string>();
}

export async function aPaymentLinkIsTyped(): Promise<void> {
  const link = await checkout.paymentLinks.create({
    order_id: 'a',
    name: 'Order #001',
    experience: { language: 'en' },
    purchase: { amount: 1000 },
  });
  expectTypeOf(link).toEqualTypeOf<CreatedPaymentLink>();
  expectTypeOf(link.payment_URL).toEqualTypeOf<string>();
  expectTypeOf(link.link_id).toEqualTypeOf<string>();
  expectTypeOf(link.expired_at).toEqualTypeOf<number | null | undefined>();
  // @ts-expect-error the field has capitals
  link.payment_url;
  // @ts-expect-error experience.language is required
  checkout.paymentLinks.create({ order_id: 'a', name: 'x', experience: {}, purchase: { amount: 1000 } });
  // @ts-expect-error experience is required
  checkout.paymentLinks.create({ order_id: 'a', name: 'x', purchase: { amount: 1000 } });
  // @ts-expect-error order_id is required
  checkout.paymentLinks.create({ name: 'x', experience: { language: 'en' }, purchase: { amount: 1000 } });
}

export async function createPaymentIsTyped(): Promise<void> {
  const payment = await checkout.createPayment({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } });
  expectTypeOf(payment).toEqualTypeOf<CreatedPayment>();
  expectTypeOf(payment.paymentUrl).toEqualTypeOf<string>();
  checkout.createPayment({
    purchase: { reference: 'A', amount: 1, currency: 'EUR' },
    // @ts-expect-error the amount of a link is the order's
    link: { purchase: { amount: 2 } },
  });
}

export function whatIsMissingOrWrongDoesNotCompile(): void {
  // @ts-expect-error no purchase
  checkout.orders.create({});
  // @ts-expect-error no reference
  checkout.orders.create({ purchase: { amount: 1000, currency: 'EUR' } });
  // @ts-expect-error no currency
  checkout.orders.create({ purchase: { reference: 'ORDER-001', amount: 1000 } });
  // @ts-expect-error not a string
  checkout.orders.create({ purchase: { reference: 7, amount: 1000, currency: 'EUR' } });
  // @ts-expect-error a field that there is not
  checkout.orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' }, redirectUrls: {} });
  // @ts-expect-error a field that there is not, further in
  checkout.orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, curency: 'EUR', currency: 'EUR' } });
  // @ts-expect-error no id
  checkout.orders.get();
  // @ts-expect-error an id is a string
  checkout.orders.get(7);
  // @ts-expect-error an option that there is not
  checkout.orders.get('id', { retries: 3 });
  // @ts-expect-error retry is options or false
  checkout.orders.get('id', { retry: true });
}

export function amountsAreWholeMinorUnits(): void {
  const create = (amount: 1000) => checkout.orders.create({ purchase: { reference: 'A', amount, currency: 'EUR' } });
  create(1000);
  checkout.orders.create({ purchase: { reference: 'A', amount: 2500, currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: 2500n, currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: '2500', currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: whole, currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: big, currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: text, currency: 'EUR' } });
  checkout.orders.create({ purchase: { reference: 'A', amount: whole * 100, currency: 'EUR' } });
  const either = (amount: number | string) =>
    checkout.orders.create({ purchase: { reference: 'A', amount, currency: 'EUR' } });
  either(whole);
  const any = (amount: AmountInput) => checkout.payments.refund('id', { amount, currency: 'EUR' });
  any(big);
  const oneOfTwo = (amount: 2000 | 2500) => checkout.orders.update('id', { amount });
  oneOfTwo(2000);
  // @ts-expect-error one of the two is a fraction
  const fraction = (amount: 2000 | 25.5) => checkout.orders.update('id', { amount });
  fraction(2000);
  // @ts-expect-error a fraction
  checkout.orders.create({ purchase: { reference: 'A', amount: 25.5, currency: 'EUR' } });
  // @ts-expect-error major units
  checkout.orders.create({ purchase: { reference: 'A', amount: '25.00', currency: 'EUR' } });
  // @ts-expect-error major units with a comma
  checkout.orders.create({ purchase: { reference: 'A', amount: '25,00', currency: 'EUR' } });
  // @ts-expect-error negative
  checkout.orders.create({ purchase: { reference: 'A', amount: -1, currency: 'EUR' } });
  // @ts-expect-error negative digits
  checkout.orders.create({ purchase: { reference: 'A', amount: '-1', currency: 'EUR' } });
  // @ts-expect-error an exponent
  checkout.orders.create({ purchase: { reference: 'A', amount: '1e3', currency: 'EUR' } });
  // @ts-expect-error not an amount
  checkout.orders.create({ purchase: { reference: 'A', amount: true, currency: 'EUR' } });
  // @ts-expect-error a fraction
  checkout.orders.update('id', { amount: 25.5 });
  // @ts-expect-error flat, unlike the body of create
  checkout.orders.update('id', { purchase: { amount: 2500 } });
  // @ts-expect-error a fraction
  checkout.orders.list({ amount_gte: 25.5 });
  // @ts-expect-error a fraction
  checkout.payments.refund('id', { amount: 5.5, currency: 'EUR' });
  // @ts-expect-error major units
  checkout.payments.refund('id', { amount: '5.00', currency: 'EUR' });
  // @ts-expect-error how much is paid back is not left to a guess
  checkout.payments.refund('id', {});
  // @ts-expect-error a misspelled field
  checkout.payments.refund('id', { ammount: 300 });
  // @ts-expect-error a misspelled field beside the others
  checkout.payments.refund('id', { amount: 300, currency: 'EUR', refrence: 'R-1' });
  // @ts-expect-error a fraction
  checkout.createPayment({ purchase: { reference: 'A', amount: 10.5, currency: 'EUR' } });
  checkout.paymentLinks.create({
    order_id: 'a',
    name: 'x',
    experience: { language: 'en' },
    // @ts-expect-error a fraction
    purchase: { amount: 25.5 },
  });
  checkout.orders.create({
    // @ts-expect-error one of the buttons has a fraction
    purchase: { reference: 'A', currency: 'EUR', payer_sets_amount: true, amount_buttons: [500, 10.5, 2000] },
  });
}

export function methodsAreFilteredByBothOrNeither(): void {
  expectTypeOf(checkout.paymentMethods.list()).toEqualTypeOf<Promise<PaymentMethodList>>();
  checkout.paymentMethods.list({ amount: 1000, currency: 'EUR' });
  // @ts-expect-error currency is missing
  checkout.paymentMethods.list({ amount: 1000 });
  // @ts-expect-error amount is missing
  checkout.paymentMethods.list({ currency: 'EUR' });
  // @ts-expect-error a fraction
  checkout.paymentMethods.list({ amount: 10.5, currency: 'EUR' });
}

export async function enumsAreOpen(): Promise<void> {
  const { status } = await checkout.orders.get('id');
  expectTypeOf(status).toExtend<string>();
  if (status === 'paid' || status === 'brand_new') return;
  checkout.orders.list({ status: ['paid', 'brand_new'] });
  const link = { order_id: 'a', name: 'x', purchase: { amount: 1000 } };
  const experience = { language: 'en', payment_flow: text };
  checkout.paymentLinks.create({ ...link, experience });
  // @ts-expect-error open to any string, and to nothing else
  checkout.paymentLinks.create({ ...link, experience: { language: 'en', payment_flow: 7 } });
}

export async function theRawClientIsTyped(): Promise<void> {
  const { data } = await checkout.api.GET('/merchant-order/integration/v1/orders/{id}', {
    params: { path: { id: 'a' } },
  });
  expectTypeOf(data?.amount_paid).toEqualTypeOf<number | undefined>();
  const params = { path: { id: 'a' } };
  const asText = await checkout.api.GET('/merchant-order/integration/v1/orders/{id}', { params, parseAs: 'text' });
  expectTypeOf(asText.data).toEqualTypeOf<string | undefined>();
  const headers = new Headers({ 'X-Trace': 't' });
  checkout.api.GET('/merchant-order/integration/v1/orders/{id}', { params, headers, timeout: 5000, retry: false });
  checkout.api.use({ onRequest: ({ request }) => void expectTypeOf(request).toEqualTypeOf<Request>() });
  // @ts-expect-error no such path
  checkout.api.GET('/merchant-order/integration/v1/order');
  // @ts-expect-error the path needs its parameter
  checkout.api.GET('/merchant-order/integration/v1/orders/{id}');
}

export async function anUnknownEndpointGivesWhateverItGives(): Promise<void> {
  const found = await checkout.request('GET', '/merchant-order/integration/v2/disputes', { query: { limit: 5 } });
  expectTypeOf(found).toBeUnknown();
  // @ts-expect-error no such method
  checkout.request('FETCH', '/merchant-order/integration/v2/disputes');
}

export async function anythingOptionalMayBeUndefined(maybe: string | undefined, when?: number): Promise<void> {
  await checkout.orders.list({ q: maybe, status: undefined, created_at_gte: when, amount_gte: when, cursor: maybe });
  await checkout.paymentLinks.list({ cursor: maybe });
  await checkout.orders.create({
    purchase: { reference: 'A', amount: 1, currency: 'EUR' },
    redirect_urls: { success_url: maybe, callback_url: undefined },
    project_id: maybe,
  });
  await checkout.orders.update('a', { reference: maybe, amount: undefined });
  await checkout.createPayment({
    purchase: { reference: 'A', amount: 1, currency: 'EUR' },
    link: { name: maybe, experience: undefined, lifetime: when },
  });
  await checkout.payments.refund('p', { amount: 1, currency: 'EUR', reference: maybe });
  // @ts-expect-error what is required is not undefined
  await checkout.orders.create({ purchase: { reference: maybe, amount: 1, currency: 'EUR' } });
  // @ts-expect-error a refund without an amount would leave open how much is paid back
  await checkout.payments.refund('p', { amount: when, currency: 'EUR' });
}

export async function aResolvedIntentIsTypedByItsOperation(): Promise<void> {
  for (const { operation, resolution } of await checkout.intents.resolve()) {
    if (resolution.outcome !== 'happened') continue;
    if (operation === 'createOrder') expectTypeOf(resolution.value).toEqualTypeOf<CreatedOrder>();
    if (operation === 'createPaymentLink') expectTypeOf(resolution.value.payment_URL).toEqualTypeOf<string>();
    if (operation === 'capturePaymentRequest') expectTypeOf(resolution.value.id).toEqualTypeOf<string>();
    // @ts-expect-error a refund cannot be looked up
    if (operation === 'createRefund') resolution.value.id;
  }
}

export async function fieldsOutsideOfTheDocumentHaveTheirOwnOption(): Promise<void> {
  const purchase = { reference: 'A', amount: 1, currency: 'EUR' };
  await checkout.orders.create({ purchase }, { extraBody: { segment: 'gold', purchase: { cost_center: 7 } } });
  await checkout.createPayment({ purchase, link: { extraBody: { theme: 'dark' } } }, { extraBody: undefined });
  // @ts-expect-error fields have names
  await checkout.orders.create({ purchase }, { extraBody: 'segment=gold' });
  // @ts-expect-error a body has no extraBody
  await checkout.orders.create({ purchase, extraBody: {} });
}

export function amountsOfOneBodyMayBeOfDifferentKinds(): void {
  const purchase = { reference: 'A', currency: 'EUR', payer_sets_amount: true };
  checkout.orders.create({ purchase: { ...purchase, amount: 1000, amount_buttons: ['500', 10n] } });
  checkout.orders.create({ purchase: { ...purchase, amount: whole, amount_buttons: [text, big] } });
  checkout.createPayment({ purchase: { ...purchase, amount: '1000', amount_buttons: [500] } });
  checkout.orders.list({ amount_gte: 5, amount_lte: '50' });
  checkout.orders.list({ amount_gte: whole, amount_lte: text });
  // @ts-expect-error a fraction beside digits
  checkout.orders.list({ amount_gte: 7.5, amount_lte: '50' });
  // @ts-expect-error major units beside a number
  checkout.orders.list({ amount_gte: '7.50', amount_lte: 5 });
}

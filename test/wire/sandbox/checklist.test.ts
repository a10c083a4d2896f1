import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCheckout, isOutcomeUnknownError } from '../../../src/index.ts';
import { type ChecklistPayment, runMerchantChecklist } from '../../../src/sandbox/index.ts';
import { openShop } from '../../sandbox/plain-client.ts';

/** What a shop gets right. Each taken away alone shows up in the report. */
interface Habits {
  verifies: boolean;
  readsOrder: boolean;
  remembers: boolean;
  refusesTests: boolean;
  takesLate: boolean;
  takesUnknown: boolean;
  looksBeforeRepeating: boolean;
}
const GOOD: Habits = {
  verifies: true,
  readsOrder: true,
  remembers: true,
  refusesTests: true,
  takesLate: true,
  takesUnknown: true,
  looksBeforeRepeating: true,
};

let habits: Habits;
let context: ChecklistPayment;
let handedOut: Map<string, number>;
let shop: Awaited<ReturnType<typeof openShop>>;
const working = new Set<Promise<void>>();

beforeEach(async () => {
  habits = { ...GOOD };
  handedOut = new Map();
  shop = await openShop((received) => {
    const signature = createHmac('sha256', context.credentials.clientSecret).update(received.raw).digest('hex');
    if (habits.verifies && received.headers['x-paysera-signature'] !== signature) return 401;
    const age = Date.now() / 1000 - Number(received.headers['x-paysera-created-at']);
    if (!habits.takesLate && age > 300) return 400;
    const { event, order } = JSON.parse(received.raw);
    if (!order) return habits.takesUnknown ? 200 : 400;
    const work = handle(order.paysera_order_id, event.type === 'refund', order);
    working.add(work);
    void work.finally(() => working.delete(work));
    return 200;
  });
});
afterEach(async () => {
  await Promise.allSettled(working);
  await shop.close();
});

const seller = () => createCheckout({ ...context.credentials, baseUrl: context.baseUrl, rateLimit: false });

async function handle(id: string, isRefund: boolean, update: { status?: string }): Promise<void> {
  if (isRefund) return;
  const order = habits.readsOrder ? await seller().orders.get(id) : { ...update, status: 'paid', is_test: false };
  if (order.status !== 'paid' || (habits.refusesTests && order.is_test)) return;
  const before = handedOut.get(id) ?? 0;
  if (habits.remembers && before > 0) return;
  handedOut.set(id, before + 1);
}

async function createPayment(input: ChecklistPayment): Promise<string> {
  context = input;
  const checkout = seller();
  const purchase = { reference: input.reference, amount: input.amount, currency: input.currency };
  const redirect_urls = { callback_url: shop.url };
  const make = () => checkout.orders.create({ purchase, redirect_urls });
  const order = await make().catch(async (error: unknown) => {
    if (!isOutcomeUnknownError(error)) throw error;
    if (!habits.looksBeforeRepeating) return make();
    const found = await error.resolve();
    return found.outcome === 'happened' ? (found.value as { order_id: string }) : make();
  });
  const link = await checkout.paymentLinks.create({
    order_id: order.order_id,
    name: input.reference,
    experience: { language: 'en' },
    purchase: { amount: input.amount },
  });
  return link.payment_URL;
}

const run = () =>
  runMerchantChecklist({
    createPayment,
    webhookUrl: shop.url,
    deliveries: async ({ orderId }) => {
      await Promise.allSettled(working);
      return handedOut.get(orderId) ?? 0;
    },
    patience: 60,
  });
const verdicts = (report: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(
    report.checks.filter(({ result: verdict }) => verdict !== 'ok').map(({ name, result: verdict }) => [name, verdict]),
  );

describe('the checklist', () => {
  test('finds no problem in a shop that does everything right', async () => {
    const report = await run();
    expect(verdicts(report)).toEqual({});
    expect(report.ok).toBe(true);
    expect(String(report)).toContain('No problems found.');
    expect(report.checks).toHaveLength(12);
  });

  test.each<[keyof Habits, Record<string, string>]>([
    ['verifies', {}],
    ['remembers', { 'An ordinary payment': 'loses-money', 'Every webhook arrives twice': 'loses-money' }],
    ['takesLate', { 'The webhook arrives an hour late': 'loses-money' }],
    ['refusesTests', { 'A payment in test mode': 'loses-money' }],
    ['takesUnknown', { 'A webhook of an unknown type': 'risk' }],
    ['looksBeforeRepeating', { 'The response to createOrder is lost': 'risk' }],
    ['readsOrder', { 'Only part of the order is paid': 'loses-money' }],
  ])('reports what a shop loses when it lacks: %s', async (habit, expected) => {
    habits[habit] = false;
    const report = await run();
    expect(verdicts(report)).toMatchObject(expected);
    expect(report.ok).toBe(Object.keys(expected).length === 0);
  });

  test('reports the forged webhook to a shop that neither verifies it nor reads the order', async () => {
    habits.verifies = false;
    habits.readsOrder = false;
    expect(verdicts(await run())).toMatchObject({ 'A forged webhook': 'loses-money' });
  });

  test('marks the checks that are impossible when the shop does not report its deliveries', async () => {
    const report = await runMerchantChecklist({ createPayment, webhookUrl: shop.url });
    expect(report.checks.find(({ name }) => name === 'A payment in test mode')?.result).toBe('not-checked');
    expect(report.checks.find(({ name }) => name === 'A forged webhook')?.result).toBe('ok');
  });

  test('stops when the shop cannot make an ordinary sale', async () => {
    const broken = runMerchantChecklist({
      createPayment: () => Promise.reject(new Error('no stock')),
      webhookUrl: shop.url,
    });
    await expect(broken).rejects.toThrow(/ordinary payment.*no stock/);
  });
});

import { expect } from 'vitest';
import type {
  Checkout,
  CheckoutOptions,
  CreatedOrder,
  Intents,
  RecurringBilling,
  RecurringBillingOptions,
  ResolvedIntent,
} from '../../../src/index.ts';
import type { Paysera } from './paysera.ts';
import { CHARGE, CHECKOUT, PURCHASE, RECURRING } from './wanted.ts';

/** So much later that no call of the dead process can be under way. */
const LATER = 3_600_000;
const now = () => Date.now() + LATER;

/** What a merchant does who starts again in the middle of `createPayment`; then there is one order that can be paid. */
export async function restartedPayment(
  paysera: Paysera,
  create: (options: CheckoutOptions) => Checkout,
): Promise<void> {
  paysera.clockAhead = LATER;
  const checkout = create({ ...CHECKOUT, now });
  const settled = await settle(checkout.intents);
  const link = happened(settled, 'createPaymentLink');
  const order = happened(settled, 'createOrder') as CreatedOrder | undefined;
  const linked = settled.find(({ intent }) => intent.operation === 'createPaymentLink');
  // What was answered before the end is closed in the journal: the merchant's own reference finds it.
  const [listed] = await checkout.orders.list({ q: 'A-1' }).toArray();
  const order_id = order?.order_id ?? linked?.intent.facts['order_id'] ?? listed?.id;
  if (order_id === undefined) await checkout.createPayment(PURCHASE);
  else if (!link) {
    await checkout.paymentLinks.create({
      order_id: String(order_id),
      name: 'A-1',
      experience: { language: 'en' },
      purchase: { amount: 1000 },
    });
  }
  expect(paysera.orders.all).toHaveLength(1);
  expect(new Set(paysera.links.all.map((one) => one.order_id))).toEqual(new Set([paysera.orders.all[0]?.id]));
}

/** What a merchant does who starts again in the middle of `charge`; then the money was taken once. */
export async function restartedCharge(
  paysera: Paysera,
  way: 'the same charge again' | 'resume',
  create: (options: RecurringBillingOptions) => RecurringBilling,
): Promise<void> {
  paysera.clockAhead = LATER;
  const recurring = create({ ...RECURRING, now });
  const settled = await settle(recurring.intents);
  const moving = settled.find(({ intent }) => /authorize|capture/.test(intent.operation))?.intent.facts['id'];
  const created = happened(settled, 'createPaymentRequest') as { id: string } | undefined;
  const id = moving ?? created?.id;
  const resume = { uniqueIdentifier: CHARGE.unique_identifier, paymentRequestId: id === undefined ? id : String(id) };
  const charged = await recurring.charge(way === 'resume' ? { ...CHARGE, resume } : CHARGE);
  expect(charged.status).toBe('captured');
  expect(paysera.charged).toEqual(['SUB-1']);
}

/** With a server that is well, each open intent is settled. */
async function settle(intents: Intents): Promise<readonly ResolvedIntent[]> {
  const settled = await intents.resolve();
  for (const { resolution } of settled) expect(resolution.outcome).not.toBe('unknown');
  expect(await intents.pending()).toEqual([]);
  return settled;
}

function happened(settled: readonly ResolvedIntent[], operation: string): unknown {
  for (const { intent, resolution } of settled) {
    if (intent.operation === operation && resolution.outcome === 'happened') return resolution.value;
  }
  return undefined;
}

import type { Checkout } from '../../src/index.ts';
import { paid } from './checkout.ts';
import type { Paysera } from './paysera.ts';
import type { Step } from './story.ts';

/** The payer pays, the webhook is verified, and the order is fetched: only then may the shop ship. */
export async function runPayment(
  step: Step,
  checkout: Checkout,
  { sandbox, webhooks }: Paysera,
  { orderId, paymentUrl }: { readonly orderId: string; readonly paymentUrl: string },
): Promise<void> {
  await step(
    'the payer pays',
    () => sandbox.payer.pay(paymentUrl, { method: 'swedbank' }),
    () => 'by swedbank, at the payment URL',
  );
  await step(
    'its webhooks',
    async () => {
      await sandbox.webhooks.idle();
      if (webhooks.length < 2) throw new Error(`Received ${webhooks.length} verified webhooks; expected 2.`);
      return webhooks;
    },
    (events) => `${events.map(({ type }) => type).join(', then ')}: both signatures match`,
  );
  await step('read order', () => checkout.orders.get(orderId), paid);
}

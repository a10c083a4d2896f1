import type { Checkout } from '../../src/index.ts';
import { paid } from './checkout.ts';
import type { Paysera } from './paysera.ts';
import type { Step } from './story.ts';

/** The payer pays at the link, the webhook comes and is verified, and the order is read again: only then goods leave. */
export async function tellPayment(
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
      if (webhooks.length < 2) throw new Error(`${webhooks.length} webhooks came whose signature holds; expected 2.`);
      return webhooks;
    },
    (events) => `${events.map(({ type }) => type).join(', then ')}: both signatures hold`,
  );
  await step('read order', () => checkout.orders.get(orderId), paid);
}

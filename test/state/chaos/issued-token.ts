import type { createRecurringBilling } from '../../../src/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';

/** Makes the first payment, and returns the token that it issues. */
export async function issuedToken(
  sandbox: Sandbox,
  recurring: ReturnType<typeof createRecurringBilling>,
): Promise<string> {
  const first = await recurring.paymentRequests.create({
    ...{ order_id: 'first', price: { amount: 999, currency: 'EUR' }, description: 'The first month', payer: {} },
    ...{ accept_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no' },
    ...{ callback_url: 'http://127.0.0.1:9/paysera', token_strategy: 'required' },
  });
  await sandbox.payer.pay(first.authorization_url ?? '');
  const { issued_token: token } = await recurring.paymentRequests.get(first.id);
  if (!token) throw new Error('The sandbox issued no token.');
  return token;
}

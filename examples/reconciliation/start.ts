import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCheckout } from 'paysera-client';
import { startSandbox } from 'paysera-client/sandbox';
import { reconcile } from './reconcile.ts';

const sandbox = await startSandbox({ clock: 'stopped', startAt: new Date('2026-01-31T10:00:00Z'), rateLimit: false });
const checkout = createCheckout({
  ...sandbox.credentials,
  baseUrl: sandbox.url,
  now: sandbox.clock.now,
  rateLimit: false,
});

for (let n = 1; n <= 50; n++) {
  const { paymentUrl } = await checkout.createPayment({
    purchase: { reference: `A-${n}`, amount: 100 * n, currency: 'EUR' },
  });
  if (n % 2 === 0) await sandbox.payer.pay(paymentUrl);
}

const folder = await mkdtemp(join(tmpdir(), 'reconciliation-'));
const file = join(folder, '2026-01-31.json');

await reconcile(checkout, '2026-01-31', file, ({ orders }) => {
  console.log(`${orders} orders`);
  if (orders >= 40) throw new Error('the process dies here');
}).catch((error: Error) => console.log(error.message));

const { orders, received } = await reconcile(checkout, '2026-01-31', file);
console.log(`${orders} orders, received`, received);

await rm(folder, { recursive: true });
await sandbox.stop();

import { createRecurringBilling } from 'paysera-client';
import { startSandbox } from 'paysera-client/sandbox';
import { begin, catchUp, renew, type Subscription } from './subscriptions.ts';

const sandbox = await startSandbox({ clock: 'stopped', startAt: new Date('2026-01-31T10:00:00Z') });
const recurring = createRecurringBilling({ ...sandbox.credentials, baseUrl: sandbox.url, now: sandbox.clock.now });
const subscription: Subscription = { id: 'SUB-1', email: 'customer@example.com', state: 'new' };
const tell = (what: string) =>
  console.log(`${what}: ${subscription.state}, paid until ${subscription.paidUntil ?? '-'}`);

const address = await begin(recurring, subscription);
await sandbox.payer.pay(address);
await catchUp(recurring, [subscription]);
tell('First payment');

await sandbox.clock.advance('30d');
await renew(recurring, subscription, '2026-03');
tell('March');

await sandbox.clock.advance('30d');
sandbox.faults.on('authorizePaymentRequest', { do: 'decline' });
await renew(recurring, subscription, '2026-04');
tell('April, card declined');

await sandbox.clock.advance('1d');
await renew(recurring, subscription, '2026-04');
tell('April, a day later');

await sandbox.clock.advance('30d');
sandbox.faults.on('authorizePaymentRequest', { after: 'write', do: 'reset' });
await renew(recurring, subscription, '2026-05');
await renew(recurring, subscription, '2026-05'); // the job runs twice
tell('May, the response lost');

let captured = 0;
for await (const { status } of recurring.paymentRequests.list()) if (status === 'captured') captured++;
console.log(`${captured} payments in all`);
await sandbox.stop();

import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecurringBilling } from 'paysera-client';
import { type Sandbox, startSandbox } from 'paysera-client/sandbox';
import { chargeSubscription, runDay } from './billing.ts';
import { inRedis } from './bullmq.ts';
import { inPostgres } from './pg-boss.ts';
import { type SubscriptionTable, subscriptionTable } from './subscriptions.ts';

// Usage: node start.ts [folder]
//
// Runs BullMQ if REDIS_URL is set, else pg-boss. Press Ctrl-C to stop it, and start it with the same folder to go on.

const [, , given] = process.argv;
const folder = given ?? (await mkdtemp(join(tmpdir(), 'billing-run-')));
await mkdir(folder, { recursive: true });
const { REDIS_URL } = process.env;
const store = REDIS_URL ? inRedis(REDIS_URL, `billing-run:${folder}`) : await inPostgres(join(folder, 'pg'));
const sandbox = await startSandbox({ db: join(folder, 'paysera.sqlite'), deliver: () => new Response('OK') });
const table = subscriptionTable(join(folder, 'shop.sqlite'));
const recurring = createRecurringBilling({
  ...sandbox.credentials,
  baseUrl: sandbox.url,
  state: store.state,
  // The sandbox has no card network that may take a minute.
  retry: { gracePeriod: 250 },
});
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());

if (table.all().length === 0) await subscribe(sandbox, table, 40);
const queue = await store.start(chargeSubscription(recurring, table));
// What goes wrong on a day: that many cards are declined, and one response is lost.
const DAYS = [
  ['2026-02-01', 6],
  ['2026-02-02', 4],
  ['2026-02-04', 3],
  ['2026-02-06', 2],
] as const;
try {
  for (const [day, declines] of DAYS) {
    sandbox.faults.clear();
    if (table.due(day).length > 0) {
      sandbox.faults.on('authorizePaymentRequest', { do: 'decline', times: declines });
      sandbox.faults.on('createPaymentRequest', { after: 'write', do: 'reset' });
    }
    const before = table.all().filter(({ paid_until }) => paid_until !== '').length;
    await runDay(queue, table, day, {
      onProgress: (done, total) => process.stderr.write(`\r${day}: ${done} of ${total}`),
      signal: stopping.signal,
    });
    process.stderr.write('\r');
    const all = table.all();
    const count = (state: string) => all.filter((one) => one.state === state).length;
    const paid = all.filter(({ paid_until }) => paid_until !== '').length;
    console.log(
      `${day}: ${paid - before} charged, ${count('past-due')} past due, ${count('needs-card')} need another card`,
    );
  }
  const orders = await captured();
  console.log(`${orders.length} captures at Paysera, of ${new Set(orders).size} subscriptions`);
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  console.log(`Stopped. Go on with: node start.ts ${folder}`);
} finally {
  await queue.close();
  await store.close();
  table.close();
  await sandbox.stop();
}

/** What Paysera took for February: the truth that the table has to match. */
async function captured(): Promise<string[]> {
  const orders: string[] = [];
  for await (const { status, order_id } of recurring.paymentRequests.list({ limit: 200 })) {
    if (status === 'captured' && order_id?.endsWith('-2026-02')) orders.push(order_id);
  }
  return orders;
}

/** Payers who paid once in person, which issued the token. One of the tokens is no longer valid. */
async function subscribe(sandbox: Sandbox, table: SubscriptionTable, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const id = `SUB-${String(number).padStart(3, '0')}`;
    const email = `payer-${number}@shop.example`;
    const { id: request, authorization_url: page = '' } = await recurring.paymentRequests.create({
      order_id: `${id}-first`,
      price: { amount: 999, currency: 'EUR' },
      description: 'First month',
      payer: { email },
      method_key: 'card',
      token_strategy: 'required',
      accept_url: 'https://shop.example/welcome',
      cancel_url: 'https://shop.example/plans',
      callback_url: 'https://shop.example/hooks/recurring',
    });
    await sandbox.payer.pay(page);
    const { issued_token: token = '' } = await recurring.paymentRequests.get(request);
    table.add(id, email, number === count ? 'a-token-that-was-revoked' : token);
  }
}

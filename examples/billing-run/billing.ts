import type { RecurringBilling } from 'paysera-client';
import { type ChargeWork, chargeJob } from 'paysera-client/billing';
import type { SubscriptionTable } from './subscriptions.ts';

/** What a job carries: no token and no personal data. */
export interface ChargeData {
  readonly id: string;
  readonly day: string;
}

/** A queue that runs charges. */
export interface ChargeQueue {
  add(charges: readonly ChargeData[]): Promise<void>;
  /** Ends after the charges that are being made; those that wait stay in the queue. */
  close(): Promise<void>;
}

/** The work of a job: loads what is due, charges it, and records what became of it. */
export function chargeSubscription(recurring: RecurringBilling, table: SubscriptionTable): ChargeWork<ChargeData> {
  // The same key for every run and every try of a month.
  const charge = chargeJob(recurring, { keyOf: ({ order_id }) => order_id });
  return async ({ id, day, resume }, signal) => {
    const subscription = table.dueOne(day, id);
    if (!subscription) return undefined; // charged by an earlier run of this job
    const month = day.slice(0, 7);
    const result = await charge(
      {
        token: subscription.token,
        order_id: `${id}-${month}`,
        price: { amount: 999, currency: 'EUR' },
        description: `Month ${month}`,
        payer: { email: subscription.email },
        accept_url: 'https://shop.example/welcome',
        cancel_url: 'https://shop.example/plans',
        callback_url: 'https://shop.example/hooks/recurring',
        resume,
      },
      { signal },
    );
    table.record(subscription, day, result);
    return result;
  };
}

/** Charges what is due on a day: adds it to the queue, and resolves when all of it is charged or declined. */
export async function runDay(
  queue: ChargeQueue,
  table: SubscriptionTable,
  day: string,
  { onProgress, signal }: { onProgress(done: number, total: number): void; signal: AbortSignal },
): Promise<void> {
  const due = table.due(day);
  await queue.add(due.map(({ id }) => ({ id, day })));
  for (let left = due.length; left > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    signal.throwIfAborted();
    const now = table.due(day).length;
    if (now < left) onProgress(due.length - now, due.length);
    left = now;
  }
}

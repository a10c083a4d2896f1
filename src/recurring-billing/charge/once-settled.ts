import type { PaymentRequest } from '../payment-requests.ts';
import type { Knowledge } from './knowledge.ts';
import { FIRST_LOOK, type Left, LOOK_EVERY, pause } from './left.ts';

interface Looking {
  readonly known: Pick<Knowledge, 'busyUntil'>;
  look(id: string, left: Left): Promise<PaymentRequest>;
}

/** The payment request once nothing is in flight, or as soon as its state has changed. */
export async function onceSettled(flow: Looking, before: PaymentRequest, left: Left): Promise<PaymentRequest> {
  for (let wait = FIRST_LOOK; ; wait = Math.min(2 * wait, LOOK_EVERY)) {
    const isLast = performance.now() >= flow.known.busyUntil;
    const now = await flow.look(before.id, left);
    if (isLast || now.status !== before.status) return now;
    await pause(Math.min(wait, flow.known.busyUntil - performance.now()), left);
  }
}

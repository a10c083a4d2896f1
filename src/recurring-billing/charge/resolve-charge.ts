import type { Resolution } from '../../errors/outcome/resolutions.ts';
import type { PaymentRequest } from '../payment-requests.ts';
import { compareTerms } from './belongs.ts';
import type { ChargeFlow } from './charge-flow.ts';
import { FIRST_LOOK, type Left, LOOK_EVERY, pause } from './left.ts';

/**
 * Looks whether the money was taken, until that can be said or the time is over. Moves nothing.
 *
 * @param left Throws when the time is over.
 */
export async function resolveCharge(flow: ChargeFlow, left: Left): Promise<Resolution<PaymentRequest>> {
  // Refused before there was a payment request. Of a key that the caller gave, another run may have made one.
  if (flow.known.outcome === 'not-charged' && flow.id === undefined && flow.keyIsNew)
    return { outcome: 'did-not-happen' };
  let last: PaymentRequest | undefined;
  let othersHeeded = false;
  for (let wait = FIRST_LOOK; ; wait = Math.min(2 * wait, LOOK_EVERY)) {
    try {
      const { id } = flow;
      const isQuiet = performance.now() >= flow.known.quiescentAt;
      const found: Resolution<PaymentRequest> | PaymentRequest = await look(flow, left);
      const isLast = isQuiet && flow.id === id;
      // Whoever shares the journal may have a step under way that is not to be seen yet: it is read before the look that counts.
      if (isLast && !othersHeeded && denies(found)) {
        othersHeeded = await flow.heedOthers(left);
        if (othersHeeded) continue;
      }
      if ('outcome' in found) {
        if (isLast || found.outcome === 'happened' || flow.known.quiescentAt === Number.POSITIVE_INFINITY) return found;
      } else {
        last = found;
        if (isLast && found.status === 'new') return { outcome: 'did-not-happen' };
        // Held, and taken by nobody; or in a state that nobody knows.
        if (isLast || flow.known.quiescentAt === Number.POSITIVE_INFINITY)
          return { outcome: 'unknown', candidates: [found] };
      }
      othersHeeded = false;
      await pause(Math.min(wait, flow.known.quiescentAt - performance.now()), left);
    } catch (cause) {
      return { outcome: 'unknown', cause, ...(last && { candidates: [last] }) };
    }
  }
}

/** Whether nothing of the charge was found. */
function denies(found: Resolution<PaymentRequest> | PaymentRequest): boolean {
  return 'outcome' in found ? found.outcome === 'did-not-happen' : found.status === 'new';
}

/** The current state: a verdict, or a request that may still be charged. */
async function look(flow: ChargeFlow, left: Left): Promise<Resolution<PaymentRequest> | PaymentRequest> {
  if (flow.id !== undefined) {
    const own = await flow.look(flow.id, left);
    // A card network that was at work on it when it was cancelled may not have been stopped.
    if (own.status !== 'canceled' || performance.now() < flow.known.busyUntil) return verdict(flow, own);
  }
  // Lost before its ID was known, or cancelled: look it up by its key.
  const other = await flow.standing(left);
  if (other === undefined) return { outcome: 'did-not-happen' };
  if (other === 'unsure') return { outcome: 'unknown' };
  if (other.status === 'captured') return verdict(flow, await flow.look(other.id, left));
  // Ours, of a creation that was lost; or another process has made it, and may be at work on it.
  flow.id = other.id;
  flow.known.disturb();
  return other;
}

function verdict({ terms }: ChargeFlow, request: PaymentRequest): Resolution<PaymentRequest> | PaymentRequest {
  if (request.status !== 'captured') return request;
  return compareTerms(terms, request) === 'same'
    ? { outcome: 'happened', value: request }
    : { outcome: 'unknown', candidates: [request] };
}

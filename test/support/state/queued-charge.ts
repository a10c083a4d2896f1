import type { ChargeResult, ChargeWork, StoppedCharge } from '../../../src/billing/index.ts';

// The job of a queue, and what its work may come to.

export interface ChargeData {
  subscription: string;
  resume?: StoppedCharge;
}

const CAPTURED = { id: 'request-1', status: 'captured', issued_token: 'secret', payer: { email: 'ada@shop.example' } };
export const CHARGED = { outcome: 'charged', key: 'SUB-1', paymentRequest: CAPTURED } as ChargeResult;
export const RESUME: StoppedCharge = { uniqueIdentifier: 'SUB-1', paymentRequestId: 'request-1', settledAt: 1 };

/** Adds what the work is called with to `seen`. */
export function watched(work: ChargeWork<ChargeData>, seen: object[]): ChargeWork<ChargeData> {
  return (data, signal) => {
    seen.push(data);
    return work(data, signal);
  };
}

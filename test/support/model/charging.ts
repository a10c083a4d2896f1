import { vi } from 'vitest';
import {
  type ChargeIncompleteError,
  createRecurringBilling,
  isChargeIncompleteError,
  type RecurringBillingOptions,
} from '../../../src/index.ts';
import { memoryFetch } from './memory.ts';
import { Paysera } from './paysera.ts';
import type { StoredRequest } from './requests.ts';
import { CHARGE, RECURRING } from './wanted.ts';

export const CREATE = 'POST ';
export const READ = 'GET /{id}';
export const LIST = 'GET ';
export const AUTHORIZE = 'PUT /{id}/authorize';
export const CAPTURE = 'PUT /{id}/capture';
export const CANCEL = 'PUT /{id}/cancel';

/** Lets the time pass until a promise is settled. */
export async function passing<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = () => {
    settled = true;
  };
  promise.then(end, end);
  while (!settled) await vi.advanceTimersByTimeAsync(100);
  return promise;
}

/** A layer between a client and the model: it may respond instead of the model, or after it. */
export type Between = (name: string, ask: () => Promise<Response>) => Promise<Response> | undefined;

/** A process of the merchant's: a client of its own, and the requests it makes. */
export function processOf(
  paysera: Paysera,
  between: Between = () => undefined,
  gracePeriod = 0,
  options: RecurringBillingOptions = {},
) {
  const requests: string[] = [];
  const plain = memoryFetch(paysera);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const path = new URL(String(input)).pathname.replace('/checkout/rest/v1/payment-requests', '');
    const name = `${init?.method} ${path.replace(/^\/id-\d+/, '/{id}')}`;
    requests.push(name);
    const ask = () => plain(input, init);
    return (await between(name, ask)) ?? ask();
  };
  const recurring = createRecurringBilling({ ...RECURRING, retry: { backoff: 0, gracePeriod }, fetch, ...options });
  const { charge } = recurring;
  return { recurring, charge, requests, count: (name: string) => requests.filter((one) => one === name).length };
}

export async function incomplete(charge: Promise<unknown>): Promise<ChargeIncompleteError> {
  const error = await passing(
    charge.then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );
  if (!isChargeIncompleteError(error)) throw new Error('not a ChargeIncompleteError', { cause: error });
  return error;
}

export const refuse = (status: number) =>
  Response.json({ error: status === 409 ? 'invalid_state' : 'declined' }, { status });

export const LONG = { timeout: 600_000 };
export const REQUEST = {
  id: 'id-90',
  order_id: 'SUB-1',
  unique_identifier: CHARGE.unique_identifier,
  price: CHARGE.price,
  status: 'new',
} as const;
/** Of a run that has come to rest. */
export const settled = () => ({
  uniqueIdentifier: CHARGE.unique_identifier,
  paymentRequestId: 'id-90',
  settledAt: Date.now() - 1,
});

/** A Paysera that has a request under the key already. */
export function payseraWith(request: Partial<StoredRequest> = {}): Paysera {
  const paysera = new Paysera();
  paysera.requests.add({ ...REQUEST, ...request });
  return paysera;
}

/** The milliseconds at which requests of a name were made, and what happens in between. */
export function timed(wanted: string, between: Between = () => undefined) {
  const began = performance.now();
  const times: number[] = [];
  const watching: Between = (name, ask) => {
    if (name === wanted) times.push(Math.round(performance.now() - began));
    return between(name, ask);
  };
  return { times, between: watching };
}

export function answering(
  answers: Readonly<Record<string, (ask: () => Promise<Response>) => Response | Promise<Response>>>,
): Between {
  return (name, ask) => {
    const answer = answers[name];
    return answer && Promise.resolve(answer(ask));
  };
}

/** Answers the first `times` requests of a name, and leaves the others to the model. */
export function answeringFirst(wanted: string, times: number, answer: () => Response): Between {
  let left = times;
  return (name) => (name === wanted && left-- > 0 ? Promise.resolve(answer()) : undefined);
}

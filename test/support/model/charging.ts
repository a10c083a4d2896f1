import { vi } from 'vitest';
import {
  type ChargeIncompleteError,
  createRecurringBilling,
  isChargeIncompleteError,
  type RecurringBillingOptions,
} from '../../../src/index.ts';
import { memoryFetch } from './memory.ts';
import type { Paysera } from './model.ts';
import { RECURRING } from './restarted.ts';

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

/** What stands between a client and the model: it may answer in the model's place, or after it. */
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
  const { charge } = createRecurringBilling({ ...RECURRING, retry: { backoff: 0, gracePeriod }, fetch, ...options });
  return { charge, requests, count: (name: string) => requests.filter((one) => one === name).length };
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

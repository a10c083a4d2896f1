import { describe, expect, test, vi } from 'vitest';
import { ConflictError, ValidationError } from '../../../../src/errors/api/api-errors.ts';
import { isChargeIncompleteError } from '../../../../src/index.ts';
import { createCharge } from '../../../../src/recurring-billing/charge/charge.ts';
import { type ChargeSettings, Charges } from '../../../../src/recurring-billing/charge/charges.ts';
import type { PaymentRequest, PaymentRequests } from '../../../../src/recurring-billing/payment-requests.ts';
import { CHARGE } from '../../../support/model/wanted.ts';

const KEPT = 20;

/** The charges of a client that keeps so many, for which Paysera does with a key what its first word says. */
function chargesOf() {
  const requests: string[] = [];
  const requestOf = (unique_identifier: string, status = 'new') =>
    ({ ...CHARGE, unique_identifier, id: unique_identifier, status }) as unknown as PaymentRequest;
  const refused = () => new ConflictError('refused', { status: 409, error: 'invalid_state' });
  const declined = () => new ValidationError('declined', { status: 422, error: 'card_declined' });
  const never = new Promise<PaymentRequest>(() => {});
  const stub: Partial<PaymentRequests> = {
    create: async (_, { idempotencyKey = '' } = {}) => {
      requests.push(`create ${idempotencyKey}`);
      if (idempotencyKey.startsWith('unmade')) throw refused();
      return requestOf(idempotencyKey);
    },
    get: async (id) => {
      requests.push(`get ${id}`);
      return requestOf(id, id.startsWith('unsure') ? 'disputed' : 'new');
    },
    authorize: async (id) => {
      if (id.startsWith('slow')) return never;
      if (id.startsWith('refused')) throw declined();
      return requestOf(id, id.startsWith('unsure') ? 'disputed' : 'captured');
    },
  };
  const settings: ChargeSettings = {
    requests: stub as PaymentRequests,
    call: async () => {
      throw refused();
    },
    openSteps: async () => [],
    now: Date.now,
    gracePeriod: 0,
    timeout: Number.POSITIVE_INFINITY,
    amounts: [],
  };
  const charges = new Charges(settings, KEPT);
  const charge = async (unique_identifier: string) => {
    try {
      return (await charges.charge({ ...CHARGE, unique_identifier }, {})).status;
    } catch (error) {
      return isChargeIncompleteError(error) ? error.outcome : error;
    }
  };
  /** Whether the next charge by this key goes on with what the client knows of it. */
  const isKnown = async (key: string) => {
    requests.length = 0;
    // One that never ends has made its first request by then.
    await Promise.race([charge(key), new Promise(setImmediate)]);
    return !requests.includes(`create ${key}`);
  };
  return { charge, isKnown, settings, sent: () => [...requests] };
}

test('the code of charges is loaded once, and again after that has failed', async () => {
  const { settings } = chargesOf();
  const load = vi.fn(async () => ({ Charges }));
  load.mockRejectedValueOnce(new Error('offline'));
  const charge = createCharge(settings, load);
  await expect(charge(CHARGE)).rejects.toMatchObject({ code: 'not_loaded', cause: new Error('offline') });
  await expect(Promise.all([charge(CHARGE), charge(CHARGE)])).resolves.toMatchObject([{ status: 'captured' }, {}]);
  await charge({ ...CHARGE, unique_identifier: 'another' });
  expect(load).toHaveBeenCalledTimes(2);
});

test('a deadline covers the time that loading the code of charges takes: nothing is sent after it', async () => {
  const { settings, sent } = chargesOf();
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const charge = createCharge(settings, async () => {
    now.mockReturnValue(1001);
    return { Charges };
  });
  const error = await charge(CHARGE, { timeout: 1000 }).catch((thrown: unknown) => thrown);
  now.mockRestore();
  // Another process may have charged its key.
  expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'TimeoutError' } });
  expect(sent()).toEqual([]);
});

describe('what a client knows of its charges', () => {
  test('is kept for the latest of them that took no money', async () => {
    const { charge, isKnown } = chargesOf();
    for (let i = 0; i < KEPT; i++) expect(await charge(`refused-${i}`)).toBe('not-charged');
    expect(await isKnown('refused-0')).toBe(true);
    await charge('refused-last');
    expect(await isKnown('refused-0')).toBe(false);
  });

  test('is not crowded out by charges that were captured, or never had a payment request', async () => {
    const { charge, isKnown } = chargesOf();
    await charge('refused-first');
    for (let i = 0; i < KEPT; i++) {
      expect(await charge(`captured-${i}`)).toBe('captured');
      expect(await charge(`unmade-${i}`)).toBe('unknown');
    }
    expect(await isKnown('refused-first')).toBe(true);
  });

  test.each(['unsure', 'slow'])('is never forgotten while money may move: %s', async (key) => {
    const { charge, isKnown } = chargesOf();
    const first = charge(key);
    if (key === 'unsure') expect(await first).toBe('unknown');
    for (let i = 0; i < KEPT + 1; i++) await charge(`refused-${i}`);
    expect(await isKnown(key)).toBe(true);
  });
});

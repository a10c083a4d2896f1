import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
// Loaded with the first charge, which is then not to be the one that is timed.
import { type ChargeIncompleteError, createRecurringBilling, isChargeIncompleteError } from '../../../../src/index.ts';
import { FAULTS, type Fault, type FaultName } from '../../../support/model/faults.ts';
import { memoryFetch } from '../../../support/model/memory.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, RECURRING } from '../../../support/model/wanted.ts';

const REFUSED: Fault = {
  processed: false,
  effect: { do: 'answer', status: 400, body: JSON.stringify({ error: 'token_expired' }) },
};

/** A client whose requests to paths that end so are struck, in turn. */
function clientOf(paysera: Paysera, strikes: Readonly<Record<string, (FaultName | Fault)[]>> = {}, gracePeriod = 0) {
  const requests: string[] = [];
  const fetch = memoryFetch(paysera, ({ method, url }) => {
    const path = new URL(url).pathname.replace('/checkout/rest/v1/payment-requests', '').replace(/^\/id-\d+/, '/{id}');
    requests.push(`${method} ${path}`);
    const strike = strikes[`${method} ${path}`]?.shift();
    return typeof strike === 'string' ? FAULTS[strike] : strike;
  });
  const recurring = createRecurringBilling({ ...RECURRING, retry: { backoff: 0, gracePeriod }, fetch });
  return { charge: recurring.charge, requests };
}

async function incomplete(charge: Promise<unknown>): Promise<ChargeIncompleteError> {
  const error = await charge.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isChargeIncompleteError(error)) throw new Error('not a ChargeIncompleteError', { cause: error });
  return error;
}

const CREATE = 'POST ';
const AUTHORIZE = 'PUT /{id}/authorize';
const CAPTURE = 'PUT /{id}/capture';
const READ = 'GET /{id}';
const LIST = 'GET ';

describe('a charge', () => {
  test('of an invalid amount is rejected before anything is sent', async () => {
    const { charge, requests } = clientOf(new Paysera({ steps: 'one' }));
    const wrong = charge({ ...CHARGE, price: { amount: '9.99' as string, currency: 'EUR' } });
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidAmountError', field: 'price.amount' });
    expect(requests).toEqual([]);
  });

  test('is two requests where Paysera captures at once, and three where it does not', async () => {
    for (const [steps, expected] of [
      ['one', [CREATE, AUTHORIZE]],
      ['two', [CREATE, AUTHORIZE, CAPTURE]],
    ] as const) {
      const paysera = new Paysera({ steps: steps });
      const { charge, requests } = clientOf(paysera);
      await expect(charge(CHARGE)).resolves.toMatchObject({ status: 'captured', unique_identifier: 'SUB-1:2026-11' });
      expect(requests).toEqual(expected);
    }
  });

  test('without a token is refused before anything is sent', async () => {
    const { charge, requests } = clientOf(new Paysera());
    for (const token of ['', undefined as unknown as string]) {
      await expect(charge({ ...CHARGE, token })).rejects.toMatchObject({ name: 'ConfigurationError' });
    }
    expect(requests).toEqual([]);
  });

  test('whose capture was lost looks it up before continuing, and captures once', async () => {
    const paysera = new Paysera({ steps: 'two' });
    const { charge, requests } = clientOf(paysera, { [CAPTURE]: ['reset after it was processed'] });
    await charge(CHARGE);
    expect(requests).toEqual([CREATE, AUTHORIZE, CAPTURE, READ]);
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('refused for its state is fetched, and succeeds when the money was taken', async () => {
    const paysera = new Paysera();
    const conflict: Fault = {
      processed: true,
      effect: { do: 'answer', status: 409, body: '{"error":"invalid_state"}' },
    };
    const { charge, requests } = clientOf(paysera, { [AUTHORIZE]: [conflict] });
    await expect(charge(CHARGE)).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE, READ]);
  });

  test('retried with its key after the money was taken is found, and does not charge again', async () => {
    const paysera = new Paysera();
    const first = await clientOf(paysera).charge(CHARGE);
    const { charge, requests } = clientOf(paysera);
    await expect(charge(CHARGE)).resolves.toMatchObject({ id: first.id, status: 'captured' });
    expect(requests).toEqual([CREATE, LIST]);
    expect(paysera.requests.authorizations).toEqual(['SUB-1']);
  });

  test('whose key was paid for another order ends with an unknown outcome', async () => {
    const paysera = new Paysera();
    await clientOf(paysera).charge({ ...CHARGE, order_id: 'SUB-0' });
    const error = await incomplete(clientOf(paysera).charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'ConflictError', code: 'terms_differ' } });
    expect(await error.resolve()).toMatchObject({ outcome: 'unknown', candidates: [{ order_id: 'SUB-0' }] });
    expect(paysera.charged).toEqual(['SUB-0']);
  });
});

describe('a charge that stops', () => {
  test('because the token is refused has moved no money, and can be resumed with another token', async () => {
    const paysera = new Paysera();
    const { charge } = clientOf(paysera, { [AUTHORIZE]: [REFUSED] });
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({
      outcome: 'not-charged',
      idempotencyKey: 'SUB-1:2026-11',
      operation: 'authorizePaymentRequest',
    });
    expect(await error.resolve()).toEqual({ outcome: 'did-not-happen' });
    await expect(charge({ resume: error.resume, token: 'another' })).resolves.toMatchObject({ status: 'captured' });
    expect(paysera.requests.all).toHaveLength(1);
  });

  test('before its first request is resumed from the start, with the same key', async () => {
    const paysera = new Paysera();
    const { charge } = clientOf(paysera, { [CREATE]: Array(3).fill('connection refused') });
    const error = await incomplete(charge(CHARGE));
    expect(error.resume.paymentRequestId).toBeUndefined();
    expect(await error.resolve()).toEqual({ outcome: 'did-not-happen' });
    await charge({ resume: error.resume });
    expect(paysera.requests.all).toMatchObject([{ unique_identifier: 'SUB-1:2026-11', status: 'captured' }]);
  });

  test('can be stored as JSON, as two ids: the token and the body are passed again', async () => {
    const paysera = new Paysera();
    const { charge } = clientOf(paysera, { [AUTHORIZE]: [REFUSED] });
    const error = await incomplete(charge(CHARGE));
    const saved = JSON.stringify({ resume: error.resume });
    expect(JSON.parse(saved)).toEqual({
      resume: { uniqueIdentifier: 'SUB-1:2026-11', paymentRequestId: paysera.requests.all[0]?.id },
    });
    await expect(charge(JSON.parse(saved))).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(charge({ ...CHARGE, ...JSON.parse(saved) })).resolves.toMatchObject({ status: 'captured' });
    expect(paysera.requests.all).toHaveLength(1);
  });

  test('because it was cancelled cannot be resumed, and starts over with the same key', async () => {
    const paysera = new Paysera();
    const { charge } = clientOf(paysera, { [AUTHORIZE]: [REFUSED] });
    const { resume } = await incomplete(charge(CHARGE));
    for (const request of paysera.requests.all) request.status = 'canceled';
    const error = await incomplete(charge({ resume }));
    expect(error.outcome).toBe('not-charged');
    expect(error.message).toContain('call charge with unique_identifier "SUB-1:2026-11" and without `resume`');
    await expect(charge(CHARGE)).resolves.toMatchObject({ status: 'captured' });
  });
});

describe('a step that takes effect late', () => {
  /** An authorization whose answer is lost, and that takes effect some time later. */
  const late = (after: number): Fault => ({ processed: true, effect: { do: 'late', after } });

  test('is waited for before the charge continues', async () => {
    const paysera = new Paysera();
    const strikes: Record<string, Fault[]> = {};
    const { charge, requests } = clientOf(paysera, strikes, 200);
    const charging = charge(CHARGE);
    strikes[AUTHORIZE] = [late(50)];
    await expect(charging).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE, READ, READ]);
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('is waited for when the charge is resumed from JSON after an immediate stop', async () => {
    const paysera = new Paysera();
    const { charge: stops } = clientOf(paysera, { [AUTHORIZE]: [late(100)], [READ]: [REFUSED] }, 300);
    const { uniqueIdentifier, paymentRequestId } = (await incomplete(stops(CHARGE))).resume;
    const { charge } = clientOf(paysera, { [AUTHORIZE]: Array(3).fill('connection refused') }, 300);
    const error = await incomplete(charge({ ...CHARGE, resume: { uniqueIdentifier, paymentRequestId } }));
    expect(error.outcome, 'an earlier run may have it under way').toBe('unknown');
    expect(await error.resolve()).toMatchObject({ outcome: 'happened', value: { status: 'captured' } });
  });
});

import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  type Between,
  CANCEL,
  CAPTURE,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  READ,
  refuse,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import type { StoredRequest } from '../../../support/model/requests.ts';
import { CHARGE, KEY, KEYLESS } from '../../../support/model/wanted.ts';

fakeTimers();

const GRACE = 60_000;
const LONG = { timeout: 600_000 };
const NOT = { outcome: 'did-not-happen' };

/** A request of another process under the same key. */
function others(status: StoredRequest['status']) {
  return { id: 'id-90', order_id: 'SUB-1', unique_identifier: KEY, price: CHARGE.price, status };
}

/** Answers the first requests of a name in turn, and leaves the others to the model. */
function first(wanted: string, ...answers: (() => Response)[]): Between {
  return (name) => {
    const answer = name === wanted ? answers.shift() : undefined;
    return answer && Promise.resolve(answer());
  };
}

const lost = () => refuse(504);

function capturesAfter(ms: number, request: StoredRequest | undefined): void {
  setTimeout(() => Object.assign(request ?? {}, { status: 'captured' }), ms);
}

/** What resolve() found, and after how many milliseconds. */
async function timed<T>(resolving: Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  let ended = 0;
  const found = await passing(
    resolving.then((value) => {
      ended = performance.now() - began;
      return value;
    }),
  );
  return [found, Math.round(ended)];
}

describe('resolve() of a charge that was refused', () => {
  test('reads its payment request, which was not charged', async () => {
    for (const charge of [CHARGE, KEYLESS]) {
      const process = processOf(
        new Paysera(),
        first(AUTHORIZE, () => refuse(400)),
        GRACE,
      );
      const error = await incomplete(process.charge(charge));
      process.requests.length = 0;
      expect(await timed(error.resolve())).toEqual([NOT, 0]);
      expect(process.requests).toEqual([READ]);
    }
  });

  test('finds that the money is only held', async () => {
    const process = processOf(
      new Paysera({ steps: 'two' }),
      first(CAPTURE, () => refuse(400)),
    );
    const error = await incomplete(process.charge(CHARGE));
    expect(await passing(error.resolve())).toEqual({
      outcome: 'unknown',
      candidates: [expect.objectContaining({ id: 'id-1', status: 'authorized' })],
    });
  });

  test('before there was a request waits for another process that has one under the key', async () => {
    const paysera = new Paysera();
    const request = paysera.requests.add(others('new'));
    const { charge } = processOf(
      paysera,
      first(CREATE, () => refuse(400)),
      GRACE,
    );
    const error = await incomplete(charge(CHARGE));
    // The other process has authorized it, and its card network takes ten seconds.
    capturesAfter(10_000, request);
    const value = expect.objectContaining({ id: 'id-90', status: 'captured' });
    expect((await timed(error.resolve(LONG)))[0]).toEqual({ outcome: 'happened', value });
  });

  test('says that it did not happen once that other process cannot be at work any more', async () => {
    const paysera = new Paysera();
    paysera.requests.add(others('new'));
    const { charge } = processOf(
      paysera,
      first(CREATE, () => refuse(400)),
      GRACE,
    );
    const error = await incomplete(charge(CHARGE));
    expect(await timed(error.resolve(LONG))).toEqual([NOT, GRACE]);
  });
});

describe('resolve() of a charge whose authorization was lost', () => {
  async function lostCharge(paysera: Paysera, more: Between = () => undefined) {
    const lose = first(AUTHORIZE, lost);
    const process = processOf(paysera, (name, ask) => more(name, ask) ?? lose(name, ask), GRACE);
    const error = await incomplete(process.charge(CHARGE, { timeout: 1000 }));
    const times: number[] = [];
    const began = performance.now();
    const { length } = process.requests;
    return { ...process, error, times, began, made: () => process.requests.slice(length) };
  }

  test('looks soon, then more rarely, and once when it must be over', async () => {
    const times: number[] = [];
    let began = Number.POSITIVE_INFINITY;
    const { error, made } = await lostCharge(new Paysera(), (name) => {
      if (name === READ && performance.now() >= began) times.push(Math.round(performance.now() - began));
      return undefined;
    });
    began = performance.now();
    // A second of the grace period has passed.
    expect(await timed(error.resolve(LONG))).toEqual([NOT, GRACE - 1000]);
    expect(times).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500, 39_500, 47_500, 55_500, 59_000]);
    expect(new Set(made())).toEqual(new Set([READ]));
  });

  test('finds its own capture, though another process has a request under the key by now', async () => {
    const paysera = new Paysera();
    const { error } = await lostCharge(paysera);
    const [own] = paysera.requests.all;
    // The other creation cancels this request, which does not stop the card network.
    Object.assign(own ?? {}, { status: 'canceled' });
    paysera.requests.add(others('new'));
    capturesAfter(30_000, own);
    const value = expect.objectContaining({ id: 'id-1', status: 'captured' });
    expect((await timed(error.resolve(LONG)))[0]).toEqual({ outcome: 'happened', value });
  });

  test('and then cancelled looks for its key when nothing of it can be in progress', async () => {
    const { error, made } = await lostCharge(new Paysera());
    const [found, ms] = await timed(error.cancel(LONG));
    expect(found).toEqual(NOT);
    expect(ms, 'a creation of a moment ago may not be listed yet').toBe(GRACE - 1000 + 15_000);
    expect(made().filter((name) => name === LIST)).toHaveLength(2);
    expect(made()[0]).toBe(CANCEL);
  });

  test('is unknown when its request is gone, and a list does not show whether its key was used', async () => {
    const unclear = () => Response.json({ items: [{}], _metadata: { has_next: false } });
    const { error } = await lostCharge(new Paysera(), (name) =>
      name === LIST ? Promise.resolve(unclear()) : undefined,
    );
    expect(await passing(error.cancel(LONG))).toEqual({ outcome: 'unknown' });
  });
});

describe('resolve() of a charge of which only the key is known', () => {
  const lose = () => first(CREATE, ...Array.from({ length: 9 }, () => lost));

  test('reads at once what the key has paid', async () => {
    const paysera = new Paysera();
    const { charge, requests } = processOf(paysera, lose(), GRACE);
    const error = await incomplete(charge(CHARGE));
    paysera.requests.add(others('captured'));
    requests.length = 0;
    const [found, ms] = await timed(error.resolve());
    expect(found).toEqual({ outcome: 'happened', value: expect.objectContaining({ id: 'id-90' }) });
    expect([requests, ms]).toEqual([[LIST, READ], 0]);
  });

  test('is unknown when that was paid at another price', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(paysera, lose(), GRACE);
    const error = await incomplete(charge(CHARGE));
    paysera.requests.add({ ...others('captured'), price: { amount: 99900, currency: 'EUR' } });
    expect(await passing(error.resolve())).toEqual({
      outcome: 'unknown',
      candidates: [expect.objectContaining({ id: 'id-90' })],
    });
  });

  test('is unknown when Paysera calls a new key paid, and the list does not show it', async () => {
    const notUnique = () => Response.json({ error: 'payment_request_not_unique' }, { status: 400 });
    const { charge, requests } = processOf(new Paysera(), first(CREATE, notUnique));
    const error = await incomplete(charge(KEYLESS));
    expect(error.outcome).toBe('unknown');
    requests.length = 0;
    await passing(error.resolve());
    expect(requests).toEqual([LIST]);
  });
});

describe('resolve() of a charge that was resumed from two ids', () => {
  const resume = { uniqueIdentifier: KEY, paymentRequestId: 'id-90' };

  test('and whose request is cancelled waits: an earlier run may have left it a moment ago', async () => {
    for (const late of [false, true]) {
      const paysera = new Paysera();
      const request = paysera.requests.add(others('canceled'));
      const { charge } = processOf(paysera, undefined, GRACE);
      const began = performance.now();
      const error = await incomplete(charge({ ...CHARGE, resume }, LONG));
      expect(error.outcome).toBe('unknown');
      if (late) capturesAfter(10_000, request);
      const [found] = await timed(error.resolve(LONG));
      expect(found.outcome).toBe(late ? 'happened' : 'did-not-happen');
      if (!late) expect(performance.now() - began).toBeGreaterThanOrEqual(GRACE);
    }
  });
});

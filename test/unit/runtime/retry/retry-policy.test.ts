import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideRetry,
  type Failure,
  mayBeProcessed,
  type Situation,
} from '../../../../src/runtime/retry/retry-policy.ts';

type Rule = Situation['operation']['retry'];

const NOT_SENT: Failure = { kind: 'not-sent' };
const NO_RESPONSE: Failure = { kind: 'no-response' };
const ENDED: Failure = { kind: 'ended', sent: true };
const ENDED_BEFORE: Failure = { kind: 'ended', sent: false };
const status = (status: number, more: { retryAfter?: number; credentialsRefreshed?: boolean } = {}): Failure => ({
  kind: 'status',
  status,
  ...more,
});

function decide(
  rule: Rule,
  failure: Failure,
  more: Partial<Situation> = {},
  retry: Parameters<typeof decideRetry>[1] = {},
) {
  const situation = {
    operation: { retry: rule },
    failure,
    attempt: 1,
    remaining: 30_000,
    mayHaveBeenProcessed: false,
    ...more,
  };
  return decideRetry(situation, retry, 0.5);
}

/** `retry`, or how it stops. */
function verdict(decision: ReturnType<typeof decideRetry>): string {
  return 'wait' in decision ? 'retry' : decision.stop;
}

describe('what follows a failed attempt', () => {
  // The expected verdict for each retry rule: safe, key, lookup.
  test.each<[string, Failure, string, string, string]>([
    ['no connection', NOT_SENT, 'retry', 'retry', 'retry'],
    ['429', status(429), 'retry', 'retry', 'retry'],
    ['401 with fresh credentials', status(401, { credentialsRefreshed: true }), 'retry', 'retry', 'retry'],
    ['401', status(401), 'did-not-happen', 'did-not-happen', 'did-not-happen'],
    ['400', status(400), 'did-not-happen', 'did-not-happen', 'did-not-happen'],
    ['404', status(404), 'did-not-happen', 'did-not-happen', 'did-not-happen'],
    ['409', status(409), 'did-not-happen', 'did-not-happen', 'did-not-happen'],
    ['307', status(307), 'did-not-happen', 'did-not-happen', 'did-not-happen'],
    ['408', status(408), 'retry', 'retry', 'unknown'],
    ['500', status(500), 'retry', 'retry', 'unknown'],
    ['502', status(502), 'retry', 'retry', 'unknown'],
    ['503', status(503), 'retry', 'retry', 'unknown'],
    ['504', status(504), 'retry', 'retry', 'unknown'],
    ['a broken connection', NO_RESPONSE, 'retry', 'retry', 'unknown'],
    ['the deadline, after it was sent', ENDED, 'did-not-happen', 'unknown', 'unknown'],
    ['the deadline, before it was sent', ENDED_BEFORE, 'did-not-happen', 'did-not-happen', 'did-not-happen'],
  ])('after %s, each retry rule has its verdict', (_, failure, ...expected) => {
    const rules = ['safe', 'key', 'lookup'] as const;
    expect(rules.map((rule) => verdict(decide(rule, failure)))).toEqual(expected);
  });

  test('an attempt that may have taken effect still counts when a later one certainly did not', () => {
    for (const failure of [NOT_SENT, status(429), status(400), status(401), ENDED_BEFORE]) {
      expect(verdict(decide('key', failure, { mayHaveBeenProcessed: true, attempt: 3 }))).toBe('unknown');
    }
    expect(verdict(decide('safe', status(400), { mayHaveBeenProcessed: true }))).toBe('did-not-happen');
  });

  test('there are three attempts by default, limit + 1 with a limit, and one with retry: false', () => {
    expect(verdict(decide('safe', NO_RESPONSE, { attempt: 2 }))).toBe('retry');
    expect(verdict(decide('safe', NO_RESPONSE, { attempt: 3 }))).toBe('did-not-happen');
    expect(verdict(decide('safe', NO_RESPONSE, { attempt: 9 }, { limit: 9 }))).toBe('retry');
    expect(verdict(decide('safe', NO_RESPONSE, {}, false))).toBe('did-not-happen');
    expect(verdict(decide('safe', status(401, { credentialsRefreshed: true }), {}, false))).toBe('did-not-happen');
  });
});

test.each<[string, ...Parameters<typeof decide>]>([
  ['the call is over', 'safe', ENDED],
  ['Paysera has decided', 'safe', status(404)],
  ['all attempts are used', 'safe', NO_RESPONSE, { attempt: 3 }],
  ['it may have happened', 'lookup', NO_RESPONSE],
  ['the wait does not fit the deadline', 'safe', NO_RESPONSE, { remaining: 250 }],
  ['refused before processing; once more with fresh credentials', 'key', status(401, { credentialsRefreshed: true })],
  ['it was certainly not processed', 'lookup', NOT_SENT],
  ['retrying it is harmless', 'safe', NO_RESPONSE],
  ['the same key goes with it', 'key', NO_RESPONSE],
])('a decision gives its reason: %s', (why, ...situation) => {
  expect(decide(...situation).why).toBe(why);
});

describe('the wait', () => {
  test('the wait is random below a ceiling that doubles, up to a maximum', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => decide('safe', NO_RESPONSE, { attempt }, { limit: 9 }));
    expect(waits).toMatchObject([
      { wait: 250 },
      { wait: 500 },
      { wait: 1000 },
      { wait: 2000 },
      { wait: 4000 },
      { wait: 4000 },
    ]);
  });

  test('the wait is exactly as long as Retry-After asks', () => {
    expect(decide('safe', status(429, { retryAfter: 20 }))).toMatchObject({ wait: 20_000 });
    expect(decide('safe', status(503, { retryAfter: 20 }))).toMatchObject({ wait: 20_000 });
    expect(decide('safe', status(429, { retryAfter: 0 }))).toMatchObject({ wait: 0 });
  });

  test('a wait that does not fit the deadline is not started', () => {
    expect(decide('lookup', status(429, { retryAfter: 30 }))).toEqual({
      stop: 'did-not-happen',
      why: 'the wait does not fit the deadline',
    });
    expect(verdict(decide('safe', NO_RESPONSE, { remaining: 250 }))).toBe('did-not-happen');
  });

  test('a wait that exceeds the longest timer is not started, with or without a deadline', () => {
    // setTimeout fires at once beyond 2^31 - 1 ms: ten years would become no wait at all.
    const decision = decide('safe', status(429, { retryAfter: 315_360_000 }), { remaining: Number.POSITIVE_INFINITY });
    expect(verdict(decision)).toBe('did-not-happen');
  });
});

test('Paysera may have acted on a request that was sent and has no clear response, and on no other', () => {
  const doubtful = [NO_RESPONSE, ENDED, status(408), status(500), status(503)];
  const clear = [NOT_SENT, ENDED_BEFORE, status(307), status(400), status(401), status(409), status(429), status(499)];
  expect(doubtful.filter(mayBeProcessed)).toEqual(doubtful);
  expect(clear.filter(mayBeProcessed)).toEqual([]);
});

test('for any failure, a wait fits its deadline, and a call that may have taken effect is never reported as failed', () => {
  const failures = fc.oneof(
    fc.constantFrom(NOT_SENT, NO_RESPONSE, ENDED, ENDED_BEFORE),
    fc.record({
      kind: fc.constant('status' as const),
      status: fc.integer({ min: 300, max: 599 }),
      retryAfter: fc.option(fc.nat(), { nil: undefined }),
      credentialsRefreshed: fc.boolean(),
    }),
  );
  const situations = fc.record({
    operation: fc.record({ retry: fc.constantFrom<Rule>('safe', 'key', 'lookup') }),
    failure: failures,
    attempt: fc.integer({ min: 1, max: 20 }),
    remaining: fc.oneof(fc.integer({ min: -1000, max: 1e6 }), fc.constant(Number.POSITIVE_INFINITY)),
    mayHaveBeenProcessed: fc.boolean(),
  });
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const property = fc.property(situations, fc.double({ min: 0, max: 0.999, noNaN: true }), (situation, random) => {
    const decision = decideRetry(situation, {}, random);
    const { failure, operation, mayHaveBeenProcessed, remaining } = situation;
    const moves = operation.retry === 'lookup' || operation.retry === 'key';
    const doubtful =
      failure.kind === 'no-response' ||
      (failure.kind === 'ended' && failure.sent) ||
      (failure.kind === 'status' && failure.status >= 500);
    if ('wait' in decision) {
      expect(decision.wait).toBeGreaterThanOrEqual(0);
      expect(decision.wait).toBeLessThan(2 ** 31);
      if (!(failure.kind === 'status' && failure.credentialsRefreshed)) expect(decision.wait).toBeLessThan(remaining);
      if (operation.retry === 'lookup') expect(doubtful).toBe(false);
    } else if (moves && (doubtful || mayHaveBeenProcessed)) expect(decision.stop).toBe('unknown');
  });
  fc.assert(property, { seed, numRuns: 2000 });
});

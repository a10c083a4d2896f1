import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRecurringBilling } from '../../../src/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { connectEngine, type Place, subscriptions } from './engines.ts';

const CHILD = fileURLToPath(new URL('./worker-child.ts', import.meta.url));

export interface RunOptions {
  readonly place: Place;
  readonly subscriptions: number;
  readonly workers: number;
  /** How many workers are killed, each at a random moment of the run. */
  readonly kills: number;
  readonly seed: number;
  /** Milliseconds, of the client. */
  readonly timeout: number;
  /** Milliseconds, of the client. */
  readonly gracePeriod: number;
  /** A worker that is killed keeps its claims for 30 s: too long for a short run. */
  readonly withoutClaims?: boolean;
  readonly onProgress?: (captured: number) => void;
}

export interface RunResult {
  /** How often each subscription was charged, in the sandbox's own records. */
  readonly captures: ReadonlyMap<string, number>;
  /** The payment request that the engine was given, by subscription; and everything else that was reported to it. */
  readonly reported: ReadonlyMap<string, string>;
  readonly misreported: readonly object[];
  readonly failed: readonly string[];
  /** The payment request that was captured, by subscription, in the sandbox's own records. */
  readonly truth: ReadonlyMap<string, string>;
  readonly killed: number;
  readonly seconds: number;
  readonly requests: number;
  /** How many of them asked for a page of the list of payment requests, to look up a key. */
  readonly lookups: number;
}

/** A Paysera of its own, which counts what is asked of it and what it takes. */
async function paysera() {
  const sandbox = await startSandbox({ rateLimit: false, deliver: () => new Response('OK') });
  const { macId, macKey, businessId } = sandbox.credentials;
  const client = { macId, macKey, businessId, baseUrl: sandbox.url };
  const { paymentRequests } = createRecurringBilling(client);
  const { id, authorization_url: page = '' } = await paymentRequests.create({
    ...{ order_id: 'first', price: { amount: 999, currency: 'EUR' }, description: 'The first month' },
    ...{ payer: { email: 'payer@shop.example' }, method_key: 'card', token_strategy: 'required' },
    accept_url: 'https://shop.example/ok',
    cancel_url: 'https://shop.example/no',
    callback_url: 'https://shop.example/hooks',
  });
  await sandbox.payer.pay(page);
  const { issued_token: token = '' } = await paymentRequests.get(id);
  const captures = new Map<string, number>();
  const truth = new Map<string, string>();
  let requests = 0;
  let lookups = 0;
  sandbox.events.on((event) => {
    if (event.type === 'exchange') {
      requests++;
      if (event.exchange.operation === 'listPaymentRequests') lookups++;
    }
    if (event.type !== 'payment-request' || event.request.status !== 'captured') return;
    const { order_id, id } = event.request;
    captures.set(order_id, (captures.get(order_id) ?? 0) + 1);
    truth.set(order_id, id);
  });
  return { sandbox, client, token, captures, truth, requests: () => requests, lookups: () => lookups };
}

/** Charges all subscriptions by workers that are killed at random, and says what happened. */
export async function runBilling(options: RunOptions): Promise<RunResult> {
  const { place, workers, kills, timeout, gracePeriod, withoutClaims = false } = options;
  const random = randomOf(options.seed);
  const { sandbox, client, token, captures, truth, requests, lookups } = await paysera();
  const engine = await connectEngine(place, true);
  const input = JSON.stringify({
    ...{ place, token, withoutClaims },
    client: { ...client, timeout, retry: { gracePeriod }, validation: 'off' },
  });
  // Some responses are lost after Paysera has done its work.
  const times = Math.ceil(options.subscriptions / 100);
  for (const operation of ['createPaymentRequest', 'authorizePaymentRequest'] as const)
    sandbox.faults.on(operation, { after: 'write', do: 'reset', times });
  await engine.add(subscriptions(options.subscriptions));
  const alive: ChildProcess[] = [];
  const employ = async () => {
    const child = fork(CHILD, [input]);
    alive.push(child);
    await once(child, 'message');
  };
  await Promise.all(Array.from({ length: workers }, employ));
  const began = performance.now();
  // When so many are charged, the next worker dies.
  const deaths = Array.from({ length: kills }, () => Math.floor(random() * 0.9 * options.subscriptions));
  deaths.sort((a, b) => a - b);
  let killed = 0;
  let progress = 0;
  for (;;) {
    while ((deaths[0] ?? Number.POSITIVE_INFINITY) <= captures.size && deaths.shift() !== undefined) {
      const [victim] = alive.splice(Math.floor(random() * alive.length), 1);
      victim?.kill('SIGKILL');
      killed++;
      employ().catch(() => {});
    }
    if (captures.size > progress) options.onProgress?.(captures.size);
    progress = captures.size;
    if (captures.size >= options.subscriptions && (await engine.open()) === 0) break;
    await setTimeout(20);
  }
  const seconds = (performance.now() - began) / 1000;
  const { completed, failed } = await engine.reports();
  const reported = new Map(completed.map(({ key = '', paymentRequestId = '' }) => [key, paymentRequestId]));
  const misreported = completed.filter(({ outcome }) => outcome !== 'charged');
  for (const child of alive) child.kill('SIGKILL');
  await Promise.all([engine.close(), sandbox.stop()]);
  return { captures, truth, reported, misreported, failed, killed, seconds, requests: requests(), lookups: lookups() };
}

export interface AloneOptions {
  readonly subscriptions: number;
  readonly atOnce: number;
}

/** The same charges in one process without a queue, a state or a fault. */
export async function runAlone({
  subscriptions: count,
  atOnce,
}: AloneOptions): Promise<{ seconds: number; requests: number }> {
  const { sandbox, client, token, requests } = await paysera();
  const before = requests();
  const input = { place: { atOnce }, token, client: { ...client, validation: 'off' }, withoutClaims: true };
  const child = fork(CHILD, [JSON.stringify({ ...input, alone: count })]);
  await once(child, 'message');
  const began = performance.now();
  await once(child, 'exit');
  const seconds = (performance.now() - began) / 1000;
  await sandbox.stop();
  return { seconds, requests: requests() - before };
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

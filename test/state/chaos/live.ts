import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRecurringBilling } from '../../../src/index.ts';
import { type SandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts';
import { signWebhook } from '../../../src/webhooks/index.ts';
import { connect } from '../../support/state/connect.ts';
import type { Mortal } from '../../support/state/mortal.ts';
import { ORDER, SECRET } from '../../support/webhooks/payloads.ts';
import { issuedToken } from './issued-token.ts';
import { reportPauses } from './pauses.ts';

export interface ChildInput {
  readonly store: Pick<Mortal, 'client' | 'url'>;
  readonly baseUrl: string;
  readonly credentials: SandboxCredentials;
  readonly token: string;
  readonly ledger: string;
  /** Milliseconds that its clock is ahead. */
  readonly skew: number;
}

export interface Chaos {
  /** Is stopped at the end. */
  readonly store: Mortal;
  readonly processes: number;
  readonly charges: number;
  readonly webhooks: number;
  readonly random: () => number;
  readonly progress: (line: string) => void;
}

/** What went wrong, by the key of a charge or the id of an event. All are empty if all promises were kept. */
export interface Outcome {
  /** Charged or handled more than once; handled: without an injury that explains it. */
  readonly doubles: readonly string[];
  readonly lost: readonly string[];
  readonly untruths: readonly string[];
  /** How often each injury was inflicted. */
  readonly injuries: Readonly<Record<string, number>>;
  /** Handlers that ran again because of an injury: what `webhookKey` or `markHandled` is for. */
  readonly repeated: number;
}

interface Worker {
  readonly process: ChildProcess;
  readonly port: number;
  isStopped: boolean;
}

interface Reply {
  readonly key: string;
  readonly reported: string;
  readonly id?: string;
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const AT_ONCE = 8;
// Milliseconds.
const PATIENCE = 8_000;
const OPERATIONS = [
  'createPaymentRequest',
  'authorizePaymentRequest',
  'getPaymentRequest',
  'listPaymentRequests',
] as const;

/** Lets processes charge and receive webhooks over one store while all of it is injured, and looks at what came of it. */
export async function live({ store, processes, charges, webhooks, random, progress }: Chaos): Promise<Outcome> {
  // Creates the tables of a database.
  await (await connect({ ...store, prefix: '' })).close();
  const sandbox = await startSandbox({ rateLimit: false, onError: () => {} });
  const { macId, macKey, businessId } = sandbox.credentials;
  const recurring = createRecurringBilling({ macId, macKey, businessId, baseUrl: sandbox.url });
  const token = await issuedToken(sandbox, recurring);
  const runs = new Map<string, number[]>();
  const ledger = createServer((request, response) => {
    const event = new URL(request.url ?? '', 'http://ledger').searchParams.get('event') ?? '';
    runs.set(event, [...(runs.get(event) ?? []), performance.now()]);
    response.end();
  });
  await once(ledger.listen(0, '127.0.0.1'), 'listening');
  const ledgerUrl = `http://127.0.0.1:${(ledger.address() as AddressInfo).port}`;
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  const injuries: Record<string, number> = {};
  const injuredAt: number[] = [];
  // A busy machine does not run a process for seconds.
  const paused = () => {
    injuries['paused'] = (injuries['paused'] ?? 0) + 1;
    injuredAt.push(performance.now());
  };
  const watching = reportPauses(paused);
  const workers: Worker[] = [];
  const start = async (): Promise<Worker> => {
    const { credentials, url: baseUrl } = sandbox;
    const input: ChildInput = {
      store: { client: store.client, url: store.url },
      baseUrl,
      credentials,
      token,
      ledger: ledgerUrl,
      skew: below(10_000) - 5_000,
    };
    const child = fork(CHILD, [JSON.stringify(input)]);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    child.on('message', (message) => {
      if (message === 'paused') paused();
    });
    return { process: child, port, isStopped: false };
  };
  workers.push(...(await Promise.all(Array.from({ length: processes }, start))));
  const awake = async (): Promise<Worker> => {
    for (;;) {
      const able = workers.filter(({ isStopped, process }) => !isStopped && process.connected);
      if (able.length > 0) return pick(able);
      await setTimeout(20);
    }
  };

  let isOver = false;
  let isStoreInjured = false;
  const injure = async (): Promise<void> => {
    const kind = pick(['kill', 'stop', 'stop', 'store killed', 'store hung', 'fault', 'fault', 'fault', 'fault']);
    const isOfStore = kind.startsWith('store');
    // One at a time: a store that is killed twice would be started twice.
    if (isOfStore && isStoreInjured) return;
    isStoreInjured ||= isOfStore;
    injuries[kind] = (injuries[kind] ?? 0) + 1;
    if (kind !== 'fault') injuredAt.push(performance.now());
    if (kind === 'kill') {
      const worker = await awake();
      worker.process.kill('SIGKILL');
      workers.splice(workers.indexOf(worker), 1);
      workers.push(await start());
    } else if (kind === 'stop') {
      const worker = await awake();
      worker.isStopped = true;
      worker.process.kill('SIGSTOP');
      // Longer than any lease.
      await setTimeout(3_200 + below(800));
      worker.process.kill('SIGCONT');
      worker.isStopped = false;
    } else if (kind === 'store killed') {
      await store.kill();
      await setTimeout(below(500));
      await store.restart();
    } else if (kind === 'store hung') {
      store.hang();
      await setTimeout(200 + below(2_500));
      store.goOn();
    } else {
      const fault = pick(['reset', 'status', 'truncated-response', 'html', 'hang'] as const);
      sandbox.faults.on(pick(OPERATIONS), {
        ...{ do: fault, after: pick(['read', 'write'] as const) },
        ...(fault === 'status' && { status: pick([500, 502, 503]) }),
      });
    }
    if (isOfStore) isStoreInjured = false;
    // The store and the processes are healed: what was under way in the meantime may be missing from it.
    if (kind !== 'fault') injuredAt.push(performance.now());
  };
  const injuring = Promise.all(
    Array.from({ length: 2 }, async () => {
      while (!isOver) {
        await setTimeout(100 + below(400));
        if (!isOver) await injure();
      }
    }),
  );

  const untruths: string[] = [];
  /** The payment requests that took money, by key. */
  const captured = new Map<string, Set<string>>();
  sandbox.events.on((event) => {
    if (event.type !== 'payment-request' || event.request.status !== 'captured') return;
    const { unique_identifier: key, id } = event.request;
    captured.set(String(key), (captured.get(String(key)) ?? new Set()).add(id));
  });
  /** Processes that were asked for a charge and have not answered: they may still be at it. */
  const unanswered = new Map<string, Worker[]>();
  let charged = 0;
  const charge = async (key: string): Promise<void> => {
    for (;;) {
      const workers = random() < 0.2 ? [await awake(), await awake()] : [await awake()];
      const before = captured.get(key)?.size ?? 0;
      const replies = await Promise.all(workers.map((worker) => ask(worker, key)));
      for (const [index, reply] of replies.entries()) {
        const worker = workers[index];
        if (!reply && worker) unanswered.set(key, [...(unanswered.get(key) ?? []), worker]);
        if (!reply) continue;
        const others = unanswered.get(key)?.some(({ process }) => process.connected) ?? false;
        const ids = [...(captured.get(key) ?? [])];
        const isTrue =
          reply.reported === 'captured'
            ? ids.includes(reply.id ?? '')
            : reply.reported === 'unknown' ||
              // One that others charge meanwhile was not charged when this process looked; but it looked after it was asked.
              (reply.reported === 'not-charged' &&
                (ids.length === 0 || (before === 0 && (others || workers.length > 1))));
        if (!isTrue) untruths.push(`${key}: reported ${reply.reported} ${reply.id ?? ''}, captured: ${ids.join()}`);
      }
      if (replies.some((reply) => reply?.reported === 'captured')) break;
      await setTimeout(100);
    }
    charged++;
  };

  const firstSent = new Map<string, number>();
  let handled = 0;
  const deliver = async (event: string): Promise<void> => {
    const { body, headers } = await signWebhook({
      body: { ...ORDER, order: { ...ORDER.order, paysera_order_id: event } },
      secret: SECRET,
    });
    firstSent.set(event, performance.now());
    for (;;) {
      const sending = Array.from({ length: random() < 0.2 ? 2 : 1 }, async () => {
        const { port } = await awake();
        const signal = AbortSignal.timeout(PATIENCE);
        const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers, signal }).catch(
          () => undefined,
        );
        return response?.status === 200;
      });
      if ((await Promise.all(sending)).includes(true)) break;
      await setTimeout(50 + below(200));
    }
    handled++;
  };

  const names = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what}-${index}`);
  const [keys, events] = [names('charge', charges), names('event', webhooks)];
  const reporting = setInterval(() => {
    progress(`${charged} of ${charges} charges, ${handled} of ${webhooks} webhooks; ${JSON.stringify(injuries)}`);
  }, 5_000);
  try {
    await Promise.all([inLines(keys, charge), inLines(events, deliver)]);
    isOver = true;
    await injuring;
    const isExplained = (event: string) => {
      const [from = 0, to = 0] = [firstSent.get(event), runs.get(event)?.at(-1)];
      return injuredAt.some((at) => at >= from - PATIENCE && at <= to);
    };
    const again = events.filter((event) => (runs.get(event)?.length ?? 0) > 1);
    return {
      doubles: [
        ...keys.filter((key) => (captured.get(key)?.size ?? 0) > 1),
        ...again.filter((event) => !isExplained(event)),
      ],
      lost: [...keys.filter((key) => !captured.has(key)), ...events.filter((event) => !runs.has(event))],
      ...{ untruths, injuries, repeated: again.length },
    };
  } finally {
    isOver = true;
    clearInterval(reporting);
    clearInterval(watching);
    for (const { process } of workers) process.kill('SIGKILL');
    ledger.closeAllConnections();
    ledger.close();
    await sandbox.stop();
    await store.stop();
  }
}

async function inLines<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const line = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

/** What a process says of a charge; undefined when it died, or said nothing in time. */
async function ask({ process }: Worker, key: string): Promise<Reply | undefined> {
  let resolve: (reply: Reply | undefined) => void = () => {};
  const replied = new Promise<Reply | undefined>((settle) => {
    resolve = settle;
  });
  const onMessage = (reply: Reply) => {
    if (reply.key === key) resolve(reply);
  };
  const onExit = () => resolve(undefined);
  process.on('message', onMessage).on('exit', onExit);
  if (process.connected) process.send(key, () => {});
  else resolve(undefined);
  const impatience = globalThis.setTimeout(onExit, PATIENCE);
  const reply = await replied;
  clearTimeout(impatience);
  process.off('message', onMessage).off('exit', onExit);
  return reply;
}

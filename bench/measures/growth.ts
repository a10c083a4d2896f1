import { bareFetch } from '../bare.ts';
import { interleave, median, ratioOf } from '../interleave.ts';
import { startLoopback } from '../loopback.ts';
import { ours } from '../ours.ts';
import { paysera } from '../paysera.ts';
import type { Row } from '../row.ts';
import { listOf, PER_PAGE } from './paging.ts';

/** Whether the cost of a call stays constant as everything else grows. */
export async function growth(): Promise<Row[]> {
  const { origin, stop } = await startLoopback();
  try {
    return [...(await calls(origin)), ...(await responses(origin)), ...(await lists())];
  } finally {
    stop();
  }
}

async function calls(origin: string): Promise<Row[]> {
  const [mine, bare] = await Promise.all([paysera.connect(origin), bareFetch.connect(origin)]);
  const rows: Row[] = [];
  for (const concurrency of [10, 100, 1000]) {
    const [ours, peer] = await interleave(
      [
        { name: 'ours', run: mine.get },
        { name: 'bare fetch', run: bare.get },
      ],
      { rounds: 11, calls: Math.max(200, concurrency), concurrency },
    );
    if (!ours || !peer) continue;
    rows.push({
      group: 'How cost grows',
      what: `a GET, ${concurrency.toLocaleString('en')} at once`,
      unit: 'µs',
      ours: median(ours.wall),
      peer: { name: 'bare fetch', value: median(peer.wall) },
      ratio: ratioOf(ours, peer, 'wall'),
    });
  }
  rows.push(heap('after those calls', await heapAfter()));
  return rows;
}

async function responses(origin: string): Promise<Row[]> {
  const { createCheckout } = await ours();
  const { orders } = createCheckout({ clientId: 'a', clientSecret: 'b', baseUrl: origin, rateLimit: false });
  const rows: Row[] = [];
  for (const bytes of [1_000, 10_000, 100_000, 1_000_000]) {
    const [mine, peer] = await interleave(
      [
        { name: 'ours', run: async () => await orders.list({ q: `bytes-${bytes}` }) },
        {
          name: 'bare fetch',
          run: async () => (await fetch(`${origin}/merchant-order/integration/v1/orders?q=bytes-${bytes}`)).json(),
        },
      ],
      { rounds: 11, calls: bytes > 100_000 ? 20 : 100 },
    );
    if (!mine || !peer) continue;
    rows.push({
      group: 'How cost grows',
      what: `an answer of ${bytes / 1000} kB`,
      unit: 'µs',
      ours: median(mine.wall),
      peer: { name: 'bare fetch', value: median(peer.wall) },
      ratio: ratioOf(mine, peer, 'wall'),
    });
  }
  rows.push(heap('after those answers', await heapAfter()));
  return rows;
}

/** Lists of increasing length: the time per item must stay constant. */
async function lists(): Promise<Row[]> {
  const { createCheckout } = await ours();
  const rows: Row[] = [];
  for (const items of [1_000, 10_000, 100_000, 1_000_000]) {
    const walk = async () => {
      for await (const _ of listOf(createCheckout, items / PER_PAGE));
    };
    const repeats = Math.max(1, 100_000 / items);
    const [list] = await interleave([{ name: 'ours', run: walk }], { rounds: 5, calls: repeats });
    const nanos = (median(list?.cpu ?? []) * 1000) / items;
    rows.push({
      group: 'How cost grows',
      what: `an item of a list of ${items.toLocaleString('en')}`,
      unit: 'ns',
      ours: nanos,
    });
    rows.push(heap(`after a list of ${items.toLocaleString('en')}`, await heapAfter()));
  }
  return rows;
}

async function heapAfter(): Promise<number> {
  // Connections and timers release their memory in a later turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function heap(what: string, megabytes: number): Row {
  return { group: 'How cost grows', what: `heap in use ${what}`, unit: 'MB', ours: megabytes };
}

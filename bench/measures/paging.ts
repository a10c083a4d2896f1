import { interleave, median } from '../interleave.ts';
import { type Ours, ours } from '../ours.ts';
import type { Row } from '../row.ts';

export const PER_PAGE = 1000;

/** The cost of iteration: `for await` over all items, compared with a loop over pages and their items. */
export async function paging(quick: boolean): Promise<Row[]> {
  const { createCheckout } = await ours();
  const [few, many] = quick ? [20_000, 200_000] : [100_000, 1_000_000];
  const byItem = (pages: number, onPage?: (page: number) => void) => async () => {
    let count = 0;
    for await (const _ of listOf(createCheckout, pages, onPage)) count++;
    return count;
  };
  const byPage = (pages: number, onPage?: (page: number) => void) => async () => {
    let count = 0;
    for await (const { items } of listOf(createCheckout, pages, onPage).pages()) for (const _ of items) count++;
    return count;
  };
  const samples = await interleave(
    [
      { name: 'items', run: byItem(few / PER_PAGE) },
      { name: 'pages', run: byPage(few / PER_PAGE) },
    ],
    { rounds: quick ? 9 : 21, calls: 1 },
  );
  const [items, pages] = samples.map(({ cpu }) => cpu.map((micros) => (micros * 1000) / few));
  const more = median((items ?? []).map((nanos, round) => nanos - (pages?.[round] ?? 0)));
  const perPage = median(pages ?? []);
  const heapByPage = await mostHeap((onPage) => byPage(many / PER_PAGE, onPage)());
  const heapByItem = await mostHeap((onPage) => byItem(many / PER_PAGE, onPage)());
  const group = `${many.toLocaleString('en')} items, ${PER_PAGE} a page`;
  return [
    {
      group,
      what: 'time of an item',
      unit: 'ns',
      // The difference is the median of the differences of each round, not of two medians.
      ours: perPage + more,
      peer: { name: 'page loop', value: perPage },
      budget: { on: 'more', limit: 100 },
    },
    {
      group,
      what: 'heap in use, at most',
      unit: 'MB',
      ours: heapByItem,
      peer: { name: 'page loop', value: heapByPage },
      budget: { on: 'more', limit: 5 },
    },
  ];
}

/** A list of so many pages, over a stubbed `fetch`. */
export function listOf(createCheckout: Ours['createCheckout'], pages: number, onPage?: (page: number) => void) {
  const page = JSON.stringify(Array.from({ length: PER_PAGE }, (_, index) => ({ id: `order-${index}` })));
  let served = 0;
  const fetch = async (url: Request | string | URL) => {
    if (String(url).endsWith('/token')) return Response.json({ access_token: 't', expires_in: 3600 });
    served++;
    onPage?.(served);
    return new Response(`{"items":${page},"has_more":${served < pages},"cursor":"cursor-${served}"}`);
  };
  const { orders } = createCheckout({ clientId: 'a', clientSecret: 'b', rateLimit: false, validation: 'off', fetch });
  return orders.list();
}

/** The peak heap use, sampled every hundred pages, in MB above the start. */
async function mostHeap(run: (onPage: (page: number) => void) => Promise<unknown>): Promise<number> {
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const before = used();
  let most = 0;
  await run((page) => {
    if (page % 100 === 0) most = Math.max(most, used() - before);
  });
  return most;
}

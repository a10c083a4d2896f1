import { bareFetch, bareFetchSigned, kyAlone, openapiFetch, openapiFetchOverKy, undiciRequest } from '../bare.ts';
import { byHand } from '../by-hand.ts';
import type { Calls, PaymentsApi } from '../contender.ts';
import { interleave, median, type Plan, ratioOf } from '../interleave.ts';
import { startLoopback } from '../loopback.ts';
import { paysera, payseraOverUndici, payseraSigned, withValidation } from '../paysera.ts';
import { mollieTypescript, openai, stripeFetch, stripeHttp } from '../peers.ts';
import { stubbedFetch } from '../responses.ts';
import type { Budget, Row } from '../row.ts';

const OVER_FETCH = [bareFetch, openapiFetch, kyAlone, openapiFetchOverKy, stripeFetch, openai, mollieTypescript];
// @mollie/api-client and @adyen/api-library only support TLS; they are in the other tables.
const OTHERS = [byHand, undiciRequest, stripeHttp];

const WORDS = { get: 'GET', create: 'POST, small body', list: 'GET a page of 20' } as const;

/** Processor time per call without a network. */
export async function stubbedCalls(quick: boolean): Promise<Row[]> {
  const plan = quick ? { rounds: 25, calls: 60 } : { rounds: 201, calls: 80 };
  const rows: Row[] = [];
  for (const call of ['create', 'get', 'list'] as const) {
    rows.push(
      ...(await compare('CPU per call over a stubbed fetch', call, [paysera, ...OVER_FETCH], 'cpu', plan, {
        fetch: stubbedFetch,
        budget: ({ kind }) => (kind === 'sdk' ? { on: 'ratio', limit: 1 } : undefined),
      })),
    );
  }
  const listener = () => {};
  const off = withValidation("'off'", 'off', listener);
  for (const ours of [
    withValidation("'report', nobody listening", 'report'),
    withValidation("'report' to onEvent", 'report', listener),
    withValidation("'throw'", 'throw', listener),
  ]) {
    const compared = await compare('What validation costs', 'list', [ours, off], 'cpu', plan, { fetch: stubbedFetch });
    rows.push(...compared.map((row) => ({ ...row, what: `${row.what}: ${ours.name}` })));
  }
  return rows;
}

const LOOPBACK = { get: 1.25, create: 1.4, list: 1.25 } as const;

/** Whole calls to a server on the same machine. */
export async function loopbackCalls(quick: boolean): Promise<Row[]> {
  const { origin, stop } = await startLoopback();
  try {
    const rows: Row[] = [];
    for (const concurrency of [1, 50]) {
      // Short turns, and many: the load of the machine changes within a second, and a median needs rounds.
      const calls = concurrency === 1 ? 10 : 50;
      const plan = { rounds: (quick ? 1500 : 6000) / calls, calls, concurrency };
      const group = concurrency === 1 ? 'Loopback, one call at a time' : 'Loopback, 50 calls at once';
      const apis = quick ? [paysera, bareFetch, stripeFetch] : [paysera, ...OVER_FETCH, ...OTHERS];
      for (const call of ['get', 'create', ...(quick ? [] : (['list'] as const))] as const) {
        rows.push(
          ...(await compare(group, call, apis, 'wall', plan, {
            origin,
            budget: ({ name, kind, over }) =>
              name === bareFetch.name
                ? { on: 'ratio', limit: LOOPBACK[call] }
                : kind === 'sdk' && over === 'fetch'
                  ? { on: 'ratio', limit: 1 }
                  : undefined,
          })),
        );
      }
      const signed = await compare(group, 'create', [payseraSigned, bareFetchSigned], 'wall', plan, {
        origin,
        budget: () => ({ on: 'ratio', limit: 1.5 }),
      });
      rows.push(...signed.map((row) => ({ ...row, what: 'POST, signed by MAC' })));
      for (const call of quick ? [] : (['get', 'create'] as const)) {
        rows.push(
          ...(await compare(
            `${group}, the client over undici.request`,
            call,
            [payseraOverUndici, bareFetch, undiciRequest, stripeHttp],
            'wall',
            plan,
            {
              origin,
              budget: ({ name }) => (name === stripeHttp.name ? { on: 'ratio', limit: 1 } : undefined),
            },
          )),
        );
      }
    }
    return rows;
  } finally {
    stop();
  }
}

interface Setting {
  readonly origin?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly budget?: (api: PaymentsApi) => Budget | undefined;
}

/** Compares the first contender, this client, with each of the others. */
async function compare(
  group: string,
  call: keyof Calls,
  apis: readonly PaymentsApi[],
  by: 'wall' | 'cpu',
  plan: Plan,
  { origin = 'http://127.0.0.1:9', fetch, budget }: Setting,
): Promise<Row[]> {
  const contenders = await Promise.all(
    apis.map(async (api) => {
      const calls = await api.connect(origin, fetch);
      return { name: api.name, run: () => calls[call]() };
    }),
  );
  // The first call of each opens a connection, requests a token and loads lazy modules; it must not fail.
  for (const { run } of contenders) await run();
  const [ours, ...others] = await interleave(contenders, plan);
  if (!ours) return [];
  return others.map((peer, index): Row => {
    const limit = budget?.(apis[index + 1] as PaymentsApi);
    return {
      group,
      what: WORDS[call],
      unit: 'µs',
      ours: median(ours[by]),
      peer: { name: peer.name, value: median(peer[by]) },
      ratio: ratioOf(ours, peer, by),
      ...(limit && { budget: limit }),
    };
  });
}

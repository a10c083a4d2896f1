import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { PayseraError } from '../../../src/index.ts';

// Makes calls in a process where one module after the other cannot be loaded, and prints how each call ended, and whether it
// may have taken effect. Each call has modules of its own, so that none is loaded yet.
const ROOT = pathToFileURL(`${process.cwd()}/`).href;
let [load, unreadable] = [0, ''];
registerHooks({
  resolve(specifier, context, next) {
    const { url, ...rest } = next(specifier, context);
    const path = url.startsWith(ROOT) ? url.slice(ROOT.length) : '';
    if (path === unreadable) throw new Error('offline');
    return { ...rest, url: /^(src|generated)\//.test(path) ? `${url}?${load}` : url };
  },
});

type Package = typeof import('../../../src/index.ts');
type Reply = (path: string) => Response;

const json = (status: number, body: unknown) => Response.json(body, { status });
const reset: Reply = () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
};
const refused = () => json(422, { error: 'invalid_properties' });
const broken = () => json(503, {});
const price = { amount: '9.99', currency: 'EUR' };
const paymentRequest = { id: 'pr-1', order_id: 'SUB-1', status: 'new', price };
const purchase = { reference: 'ORDER-1', amount: 1000, currency: 'EUR' };
const link = { link_id: 'l', order_id: 'o', payment_URL: 'https://pay.paysera.com/l', status: 'pending' };
const linkBody = { order_id: 'o', name: 'n', experience: { language: 'en' }, purchase: { amount: 1000 } } as const;
const chargeBody = {
  ...{ order_id: 'SUB-1', price: { amount: 999, currency: 'EUR' }, description: 'Monthly', token: 'token' },
  ...{ payer: { email: 'payer@example.com' }, method_key: 'card', callback_url: 'https://shop.example/paysera' },
  ...{ accept_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no' },
};

/** A call, what answers its requests, and whether an answered request may have taken effect. */
interface Case {
  readonly call: (client: ReturnType<typeof clients>) => PromiseLike<unknown>;
  readonly reply: Reply;
  readonly moves: boolean;
  readonly journal?: boolean;
}

function clients({ createCheckout, createRecurringBilling, memoryIntents }: Package, reply: Reply, journal: boolean) {
  const options = {
    retry: { limit: 1, backoff: 1, gracePeriod: 1 },
    rateLimit: false,
    ...(journal && { intents: memoryIntents() }),
    fetch: async (input: unknown) => {
      const path = new URL(String(input)).pathname;
      if (path.endsWith('/token')) {
        return json(200, { access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
      }
      return reply(path);
    },
  } as const;
  return {
    checkout: createCheckout({ ...options, clientId: 'id', clientSecret: 'secret' }),
    recurring: createRecurringBilling({ ...options, macId: 'id', macKey: 'key', businessId: 'business' }),
  };
}

const authorizing =
  (authorize: Reply): Reply =>
  (path) =>
    path.endsWith('/authorize') ? authorize(path) : json(200, paymentRequest);

const anOrder: Case['call'] = ({ checkout }) => checkout.orders.create({ purchase });
const aCharge: Case['call'] = ({ recurring }) => recurring.charge(chargeBody);
const lostOrder: Case = { call: anOrder, reply: reset, moves: true };
const refusedOrder: Case = { call: anOrder, reply: refused, moves: true };
const unprovenOrder: Case = { call: anOrder, reply: () => json(200, { message: 'maintenance' }), moves: true };
const lostCharge: Case = { call: aCharge, reply: authorizing(reset), moves: true };
const lostRefund: Case = {
  call: ({ checkout }) => checkout.payments.refund('p', { amount: 1, currency: 'EUR' }),
  reply: reset,
  moves: true,
};
const brokenRead: Case = { call: ({ checkout }) => checkout.orders.get('o'), reply: broken, moves: false };
const viaApi: Case = {
  call: ({ checkout }) => checkout.api.POST('/merchant-order/integration/v1/orders', { body: { purchase } }),
  reply: reset,
  moves: true,
};
const viaRequest: Case = {
  call: ({ checkout }) => checkout.request('POST', '/new/endpoint', { body: {} }),
  reply: reset,
  moves: true,
};

const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'src/runtime/transport/failures/failures.ts': {
    ...{ lostOrder, refusedOrder, lostRefund, lostCharge, brokenRead, viaApi, viaRequest },
    brokenCharge: { call: aCharge, reply: authorizing(broken), moves: true },
  },
  'src/runtime/retry/retry-loop.ts': {
    ...{ lostRefund, brokenRead },
    limitedOrder: { call: anOrder, reply: () => json(429, {}), moves: false },
  },
  'src/runtime/recovery/on-demand.ts': {
    ...{ lostOrder, unprovenOrder, lostCharge },
    orderInJournal: { ...lostOrder, journal: true },
    chargeInJournal: { ...lostCharge, journal: true },
    intents: { call: ({ checkout }) => checkout.intents.resolve(), reply: reset, moves: false, journal: true },
  },
  'src/runtime/validation/unusable-response.ts': {
    unsafeLink: {
      call: ({ checkout }) => checkout.paymentLinks.create(linkBody),
      reply: () => json(201, { ...link, payment_URL: 'http://elsewhere.example' }),
      moves: true,
    },
    linkWithoutUrl: {
      call: ({ checkout }) => checkout.paymentLinks.create(linkBody),
      reply: () => json(201, { ...link, payment_URL: undefined }),
      moves: true,
    },
    noItems: { call: ({ checkout }) => checkout.orders.list(), reply: () => json(200, {}), moves: false },
  },
  'src/runtime/pagination/endless-list.ts': {
    endless: {
      call: ({ checkout }) => checkout.orders.list().toArray(),
      reply: () => json(200, { items: [], has_more: true }),
      moves: false,
    },
  },
  'src/runtime/call/show-caller.ts': { lostOrder, lostCharge, brokenRead, viaRequest },
  'src/runtime/call/extra-body.ts': {
    extraBody: {
      call: ({ checkout }) => checkout.orders.create({ purchase }, { extraBody: { new_field: 1 } }),
      reply: reset,
      moves: true,
    },
  },
  'src/runtime/call/api/openapi-client.ts': { viaApi },
  'src/runtime/call/api/request.ts': { viaRequest },
  'src/checkout/create-payment/make-payment.ts': {
    payment: { call: ({ checkout }) => checkout.createPayment({ purchase }), reply: reset, moves: true },
  },
  'src/recurring-billing/charge/charges.ts': { lostCharge },
  'src/recurring-billing/changed-price.ts': {
    changedPrice: {
      call: aCharge,
      reply: () => json(200, { ...paymentRequest, price: { amount: '999.00', currency: 'EUR' } }),
      moves: false,
    },
    changedCapture: {
      call: ({ recurring }) =>
        recurring.paymentRequests.capture('pr-1', { capture_amount: { amount: 999, currency: 'EUR' } }),
      reply: () =>
        json(200, { ...paymentRequest, status: 'captured', price_paid: { amount: '999.00', currency: 'EUR' } }),
      moves: true,
    },
  },
  'src/recurring-billing/notifications/incoming.ts': {
    notifications: { call: ({ recurring }) => recurring.notifications.drain(() => {}), reply: broken, moves: false },
  },
};

for (const [path, cases] of Object.entries(CASES)) {
  for (const [name, { call, reply, moves, journal = false }] of Object.entries(cases)) {
    load++;
    unreadable = '';
    const of: Package = await import(`../../../src/index.ts?${load}`);
    unreadable = path;
    let sent = false;
    const answer: Reply = (path) => {
      sent = true;
      return reply(path);
    };
    const { isPayseraError, nextStep } = of;
    const ended = await Promise.resolve(call(clients(of, answer, journal))).then(
      () => ({ error: 'none' }),
      (error: PayseraError & { readonly outcome?: string }) =>
        isPayseraError(error)
          ? { error: error.name, next: nextStep(error).do, said: error.outcome ?? error.message }
          : { error: String(error) },
    );
    console.log(JSON.stringify({ path, name, mayHaveMoved: moves && sent, ...ended }));
  }
}

/** The responses of every server and every stubbed `fetch`: in each peer's own format, all of about the same size. */

const order = {
  id: '019ac3fe-96ae-7c31-b5d2-3f8e6a1c9d04',
  project_id: '019ac3fe-0000-7c31-b5d2-3f8e6a1c9d04',
  amount: 1000,
  currency: 'EUR',
  status: 'paid',
  reference: 'ORDER-001',
  amount_paid: 1000,
  balance_due: 0,
  callback_url: 'https://shop.example/webhook',
  success_url: 'https://shop.example/ok',
  fail_url: 'https://shop.example/no',
  source: 'api',
  created_at: 1786000000,
  updated_at: 1786000100,
  is_test: false,
};

const createdOrder = {
  order_id: order.id,
  project_id: order.project_id,
  source: 'api',
  created_at: order.created_at,
  purchase: { reference: order.reference, amount: 1000, currency: 'EUR', payer_sets_amount: false },
  is_test: false,
  metadata: { cart: '9f1f7a30', campaign: 'spring', note: 'left at the door, please ring twice' },
};

const paymentRequest = {
  id: 'pr_8f14e45fceea167a5a36',
  status: 'new',
  business_id: 'biz_1',
  order_id: 'SUB_12345-2',
  price: { amount: 999, currency: 'EUR' },
  description: 'Second month',
  locale: 'en',
  valid_until: 1786000000,
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
};

const link = { href: 'https://api.mollie.com/v2/payments/tr_5B8cwPMGnU6qLbRvo7qEZo', type: 'application/hal+json' };
const molliePayment = {
  resource: 'payment',
  id: 'tr_5B8cwPMGnU6qLbRvo7qEZo',
  mode: 'live',
  description: 'ORDER-001',
  amount: { value: '10.00', currency: 'EUR' },
  sequenceType: 'oneoff',
  profileId: 'pfl_5B8cwPMGnU',
  status: 'paid',
  createdAt: '2026-05-01T12:00:00+00:00',
  _links: { self: link, dashboard: link },
};

export const PAGE = 20;
const twenty = <T>(item: T): T[] => Array.from({ length: PAGE }, () => item);
const text = JSON.stringify;

/** By the path of the list: the responses to a GET of one item, a GET of a page, and a POST. */
const ROUTES: readonly { readonly list: RegExp; readonly get: string; readonly page: string; readonly post: string }[] =
  [
    {
      list: /\/rest\/v1\/payment-requests$/,
      get: text(paymentRequest),
      page: text({ items: twenty(paymentRequest), _metadata: { total: PAGE, has_next: false } }),
      post: text(paymentRequest),
    },
    {
      // Stripe, OpenAI
      list: /^\/(v1\/payment_intents|v1\/files|v1\/moderations)$/,
      get: text({ ...order, object: 'payment_intent' }),
      page: text({ object: 'list', data: twenty(order), has_more: false, url: '/v1' }),
      post: text({ ...createdOrder, object: 'payment_intent' }),
    },
    {
      list: /^\/v2\/payments$/,
      get: text(molliePayment),
      page: text({
        count: PAGE,
        _embedded: { payments: twenty(molliePayment) },
        _links: { self: link, previous: null, next: null, documentation: link },
      }),
      post: text(molliePayment),
    },
    {
      list: /./,
      get: text(order),
      page: text({ items: twenty(order), cursor: null, has_more: false }),
      post: text(createdOrder),
    },
  ];

const TOKEN = text({ access_token: 'bench-token', expires_in: 3600, token_type: 'Bearer', refresh_expires_in: 0 });

const LIST = /(orders|payments|payment-requests|payment_intents|files)$/;

/** The JSON response to a request. The query `?bytes=n` adds a string of that length. */
export function responseTo(method: string, url: string): string {
  const [path = '', query = ''] = url.split('?');
  if (path.endsWith('/token')) return TOKEN;
  const bytes = Number(/(?:^|&)q=bytes-(\d+)/.exec(query)?.[1]);
  if (bytes) return text({ items: [{ id: 'x'.repeat(bytes) }], cursor: null, has_more: false });
  const base = LIST.test(path) || method === 'POST' ? path : path.slice(0, path.lastIndexOf('/'));
  const route = ROUTES.find(({ list }) => list.test(base));
  if (!route) throw new Error(`No answer to ${method} ${path}.`);
  if (method === 'POST') return route.post;
  return LIST.test(path) ? route.page : route.get;
}

/**
 * Status and headers, those that Paysera documents among them. No `content-length`: a response that a CDN compresses
 * has none.
 */
export function headOf(method: string, url: string): { status: number; headers: Record<string, string> } {
  const hal = url.includes('/v2/');
  return {
    status: hal && method === 'POST' ? 201 : 200,
    headers: {
      'content-type': hal ? 'application/hal+json' : 'application/json',
      date: 'Fri, 01 May 2026 12:00:00 GMT',
      'x-request-id': '0f3c1f1e-3a0b-4b7e-9f0e-2f6f0c9d7a11',
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '49',
      'x-ratelimit-reset': '42',
    },
  };
}

/** A `fetch` that responds at once, so that only the client's own cost remains. */
export const stubbedFetch = (async (input: Request | string | URL, init?: RequestInit) => {
  const isRequest = typeof input === 'object' && 'url' in input;
  const url = isRequest ? input.url : String(input);
  const method = init?.method ?? (isRequest ? input.method : 'GET');
  const body = responseTo(method, url.slice(url.indexOf('/', 8)));
  return new Response(body, headOf(method, url));
}) as typeof fetch;

import type { Context, Hono } from 'hono';
import { PayseraError } from '../../errors/paysera-error.ts';
import { PAY_PATH } from '../checkout/payment-links.ts';
import type { SandboxContext } from '../context.ts';
import type { Env } from '../http/connection.ts';
import { ApiFailure } from '../http/failure.ts';
import { actions } from './actions/actions.ts';
import { asCode } from './copy/as-code.ts';
import { asCurl } from './copy/as-curl.ts';
import { callPage } from './dashboard/call-page.ts';
import { callsPage } from './dashboard/calls-page.ts';
import { deliveriesPage } from './dashboard/deliveries-page.ts';
import { deliveryPage } from './dashboard/delivery-page.ts';
import { newOrderPage } from './dashboard/new-order-page.ts';
import { orderPage } from './dashboard/order-page.ts';
import { ordersPage } from './dashboard/orders-page.ts';
import { requestPage } from './dashboard/request-page.ts';
import { requestsPage } from './dashboard/requests-page.ts';
import { setupPage } from './dashboard/setup-page.ts';
import { faultsPage } from './faults/faults-page.ts';
import { type ListQuery, listQuery } from './lists/list.ts';
import { liveStream } from './live.ts';
import { ICON, monogram } from './logo.ts';
import { endPage } from './pay/pay-page.ts';
import { addPayPages } from './pay/pay-routes.ts';
import { SCRIPT } from './script/script.ts';
import type { Html } from './show.ts';
import { STYLE } from './style/style.ts';

/** Adds the payment pages and the dashboard. */
export function addPages(app: Hono<Env>, context: SandboxContext): void {
  app.use(securityHeaders);
  for (const path of ['/', '/_sandbox/*', `${PAY_PATH}/*`, '/pay/*']) app.use(path, sameOriginOnly);
  addPayPages(app, context);

  list('/', ordersPage);
  app.get('/_sandbox/orders/new', (c) => c.html(newOrderPage(context)));
  app.get('/_sandbox/orders/:id', (c) => detail(c, context.tables.orders, orderPage));
  list('/_sandbox/requests', requestsPage);
  app.get('/_sandbox/requests/:id', (c) => detail(c, context.tables.requests, requestPage));
  list('/_sandbox/deliveries', deliveriesPage);
  app.get('/_sandbox/deliveries/:id', (c) => detail(c, context.tables.deliveries, deliveryPage));
  list('/_sandbox/calls', callsPage);
  app.get('/_sandbox/calls/:id', (c) => detail(c, context.exchanges, callPage));
  // With POST, as each makes a token or a signature: no other site can ask for one.
  app.post('/_sandbox/calls/:id/:form{curl|code}', (c) => copy(c, context));
  app.get('/_sandbox/faults', (c) => c.html(faultsPage(context)));
  app.get('/_sandbox/setup', (c) => c.html(setupPage(context)));

  app.get('/_sandbox/style.css', (c) => c.text(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/_sandbox/script.js', (c) => c.text(SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  app.get('/_sandbox/icon.svg', (c) => c.text(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  app.get('/_sandbox/logo/:key{[\\w-]+\\.svg}', (c) =>
    c.text(monogram(c.req.param('key').slice(0, -'.svg'.length)), 200, { 'Content-Type': 'image/svg+xml' }),
  );
  app.get('/_sandbox/live', (c) => liveStream(context, c.req.raw.signal));
  app.post('/_sandbox/do/:action', (c) => act(c, context));

  function list(path: string, show: (context: SandboxContext, query: ListQuery) => Html): void {
    app.get(path, (c) => c.html(show(context, listQuery(c.req.url))));
  }

  function detail<Row>(
    c: Context<Env>,
    rows: { get(id: string): Row | undefined },
    show: (context: SandboxContext, row: Row) => Html,
  ): Response | Promise<Response> {
    const row = rows.get(c.req.param('id') ?? '');
    return row === undefined
      ? c.html(endPage('Not found', 'The sandbox has no page at this address.', false, '/'), 404)
      : c.html(show(context, row));
  }
}

async function act(c: Context<Env>, context: SandboxContext): Promise<Response> {
  const action = actions[c.req.param('action') ?? ''];
  if (!action) return c.text('There is no such action.', 404);
  const fields = Object.fromEntries(
    Object.entries(await c.req.parseBody()).map(([name, value]) => [name, String(value)]),
  );
  return orReason(c, async () => {
    const next = await action(context, fields);
    return c.redirect(typeof next === 'string' ? next : (c.req.header('Referer') ?? '/'), 303);
  });
}

/** The text of a call, to be pasted. */
function copy(c: Context<Env>, context: SandboxContext): Promise<Response> {
  return orReason(c, async () => {
    const call = context.exchanges.get(c.req.param('id') ?? '');
    const text = call && (c.req.param('form') === 'curl' ? await asCurl(context, call) : asCode(call));
    return text === undefined ? c.text('There is no such call (any more).', 404) : c.text(text);
  });
}

async function orReason(c: Context<Env>, respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof PayseraError) return c.text(error.message, 409);
    throw error;
  }
}

/** Another site open in the same browser must not be able to run the dashboard's actions. */
async function sameOriginOnly(c: Context<Env>, next: () => Promise<void>): Promise<Response | undefined> {
  const origin = c.req.header('Origin');
  if (c.req.method === 'POST' && origin !== undefined && new URL(c.req.url).host !== hostOf(origin)) {
    return c.text('The dashboard only accepts requests from its own pages.', 403);
  }
  await next();
  return undefined;
}

/** Pages must not load scripts from other hosts, or be framed by another site. */
async function securityHeaders(c: Context<Env>, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.get('Content-Type')?.startsWith('text/html')) return;
  c.header('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'");
  c.header('Cache-Control', 'no-store');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

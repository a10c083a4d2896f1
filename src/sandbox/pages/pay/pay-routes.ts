import type { Hono } from 'hono';
import { PayseraError } from '../../../errors/paysera-error.ts';
import { changeLink, expireIfDue } from '../../checkout/link-states.ts';
import { beginPayment, endPayment, leavePending, settlePayment } from '../../checkout/pay.ts';
import { PAY_PATH } from '../../checkout/payment-links.ts';
import { type SandboxContext, seconds } from '../../context.ts';
import type { Env } from '../../http/connection.ts';
import { ApiFailure } from '../../http/failure.ts';
import { payInteractively } from '../../recurring/charges.ts';
import { saveRequest } from '../../recurring/payment-requests.ts';
import type { LinkRow, OrderRow, PaymentRequestRow } from '../../store/rows.ts';
import { typedAmount } from '../amount.ts';
import type { Html } from '../show.ts';
import { endPage, payPage } from './pay-page.ts';
import { payRequestPage } from './pay-request-page.ts';

/** What the browser shows next: a page, or a redirect to the shop. */
type NextPage = { readonly page: Html; readonly status?: 200 | 404 | 409 } | { readonly to: string };

/** Adds the payment pages. */
export function addPayPages(app: Hono<Env>, context: SandboxContext): void {
  const form = async (body: Promise<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(await body).map(([name, value]) => [name, String(value)]));
  app.get(`${PAY_PATH}/:token`, (c) => send(c, showLink(context, c.req.param('token'))));
  app.post(`${PAY_PATH}/:token`, async (c) =>
    send(c, payLink(context, c.req.param('token'), await form(c.req.parseBody()))),
  );
  app.get('/pay/:id', (c) => send(c, showRequest(context, c.req.param('id'))));
  app.post('/pay/:id', async (c) => send(c, payRequest(context, c.req.param('id'), await form(c.req.parseBody()))));
}

interface Sender {
  html(page: Html, status: 200 | 404 | 409): Response | Promise<Response>;
  redirect(to: string, status: 303): Response;
}

function send(c: Sender, next: NextPage): Response | Promise<Response> {
  return 'to' in next ? c.redirect(next.to, 303) : c.html(next.page, next.status ?? 200);
}

const UNKNOWN_ADDRESS: NextPage = {
  page: endPage('There is nothing to pay here', 'This sandbox has no payment page at this address.', false, undefined),
  status: 404,
};

function showLink(context: SandboxContext, token: string, message = ''): NextPage {
  const [found] = context.tables.links.by('token', token);
  const order = found && context.tables.orders.get(found.order_id);
  if (!found || !order) return UNKNOWN_ADDRESS;
  const link = expireIfDue(context, found);
  if (link.status === 'active') return { page: payPage(context, link, order, message), status: message ? 409 : 200 };
  if (link.status === 'completed')
    return { page: endPage('Paid', 'Thank you. There is nothing more to pay.', true, order.success_url) };
  const back = order.cancel_url ?? order.failure_url;
  const why = link.status === 'expired' ? 'It can no longer be paid.' : 'The shop has canceled it.';
  return { page: endPage(`This link is ${link.status}`, why, false, back) };
}

function payLink(context: SandboxContext, token: string, form: Record<string, string>): NextPage {
  const [link] = context.tables.links.by('token', token);
  const order = link && context.tables.orders.get(link.order_id);
  if (!link || !order) return UNKNOWN_ADDRESS;
  try {
    return context.store.transaction(() => actOnLink(context, link, order, form));
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof PayseraError) return showLink(context, token, error.message);
    throw error;
  }
}

function actOnLink(context: SandboxContext, link: LinkRow, order: OrderRow, form: Record<string, string>): NextPage {
  if (form['act'] === 'expire') {
    changeLink(context, { ...link, expired_at: seconds(context) }, 'expired');
    return showLink(context, link.token);
  }
  const payment = beginPayment(context, link, { method: form['method'], amount: amountOf(form, order) });
  if (form['act'] === 'pending') {
    leavePending(context, payment);
    return {
      page: endPage(
        'Your payment is pending',
        'The bank is still processing it. Settle or fail it in the dashboard.',
        false,
        order.success_url,
      ),
    };
  }
  if (form['act'] === 'fail' || form['act'] === 'cancel') {
    const isCancel = form['act'] === 'cancel';
    endPayment(context, payment, isCancel ? 'canceled' : 'failed');
    const back = isCancel ? (order.cancel_url ?? order.failure_url) : order.failure_url;
    return back
      ? { to: back }
      : {
          page: endPage(
            isCancel ? 'Canceled' : 'The payment failed',
            'You have not been charged. You can try again with the same link.',
            false,
            undefined,
          ),
        };
  }
  settlePayment(context, payment);
  return order.success_url ? { to: order.success_url } : { page: endPage('Paid', 'Thank you.', true, undefined) };
}

/** The amount that the payer chose, in minor units; undefined for what is asked. */
function amountOf({ chosen, part }: Record<string, string>, { currency }: OrderRow): number | undefined {
  // A button says it in minor units; it is typed in major units.
  if (chosen) return Number(chosen);
  return part?.trim() ? typedAmount(part, currency) : undefined;
}

function showRequest(context: SandboxContext, id: string, message = ''): NextPage {
  const request = context.tables.requests.get(id);
  if (!request) return UNKNOWN_ADDRESS;
  if (request.status === 'captured')
    return { page: endPage('Paid', 'Thank you. There is nothing more to pay.', true, request.accept_url) };
  if (request.status !== 'new')
    return {
      page: endPage(`This payment is ${request.status}`, 'It can no longer be paid.', false, request.cancel_url),
    };
  return { page: payRequestPage(request, message), status: message ? 409 : 200 };
}

function payRequest(context: SandboxContext, id: string, form: Record<string, string>): NextPage {
  const request = context.tables.requests.get(id);
  if (!request) return UNKNOWN_ADDRESS;
  if (form['act'] === 'cancel') return { to: request.cancel_url };
  if (form['act'] === 'fail')
    return showRequest(context, id, 'The card was declined. You have not been charged; try again.');
  try {
    return context.store.transaction(() => actOnRequest(context, request, form));
  } catch (error) {
    if (error instanceof ApiFailure) return showRequest(context, id, error.message);
    throw error;
  }
}

function actOnRequest(context: SandboxContext, request: PaymentRequestRow, form: Record<string, string>): NextPage {
  if (form['act'] === 'expire') {
    saveRequest(context, { ...request, valid_until: seconds(context), updated_at: seconds(context) });
    return {
      page: endPage('This payment request has expired', 'It can no longer be paid.', false, request.cancel_url),
    };
  }
  payInteractively(context, request, form['method'] ?? '');
  return { to: request.accept_url };
}

import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { iso } from '../../recurring/payment-requests.ts';
import type { PaymentRequestRow } from '../../store/rows.ts';
import { drawFlow, REQUEST_FLOW } from '../flow.ts';
import { button, dashboard, empty } from '../layout.ts';
import { type Html, pill, price, time } from '../show.ts';
import { deliveryRow } from './deliveries-page.ts';

const SHOWN = 50;

/** The payment requests of Recurring Billing, newest first. */
export function requestsPage(context: SandboxContext): Html {
  const requests = context.tables.requests.all().slice(-SHOWN).reverse();
  const main = html`<div class="head"><h1>Payment requests</h1></div><section class="card">${
    requests.length === 0
      ? empty('No payment requests yet.')
      : html`<ul class="rows">${requests.map(
          (request) => html`<li data-row="${request.id}"><a class="row" href="/_sandbox/requests/${request.id}">
    <span class="title">${request.order_id}</span><span class="amount">${price(request.price)}</span>${pill(request.status)}
    <span class="note">${time(request.created_at * 1000)} · ${request.description}${request.issued_token ? ' · issued a token' : ''}</span>
  </a></li>`,
        )}</ul>`
  }</section>`;
  return dashboard(context, '/_sandbox/requests', 'Payment requests', main);
}

/** One payment request: status, token, notifications. */
export function requestPage(context: SandboxContext, request: PaymentRequestRow): Html {
  const notifications = context.tables.notifications.by('request_id', request.id);
  const deliveries = context.tables.deliveries.by('subject', request.id).toReversed();
  const token = request.issued_token === undefined ? undefined : context.tables.tokens.get(request.issued_token);
  const details: [string, string | undefined][] = [
    ['id', request.id],
    ['unique_identifier', request.unique_identifier],
    ['description', request.description],
    ['method_key', request.method_key],
    ['payer', Object.values(request.payer).join(', ') || undefined],
    ['valid_until', request.valid_until === undefined ? undefined : iso(request.valid_until)],
    ['price_paid', request.price_paid && price(request.price_paid)],
    ['issued_token', request.issued_token && `${request.issued_token}${token?.revoked ? ' (revoked)' : ''}`],
    ['callback_url', request.callback_url],
  ];
  const main = html`
<div class="head"><h1>${request.order_id}</h1>${pill(request.status)}<span class="soft">${price(request.price)}</span>
  <span class="actions push">
    ${request.status === 'new' ? html`<a class="button" href="/pay/${request.id}">Open payment page</a>` : ''}
    ${request.issued_token && token && !token.revoked ? button('token', 'Revoke token', { id: request.issued_token }) : ''}
  </span></div>
<div class="split"><div class="stack">
<section class="card"><header><h2>Notifications</h2><span class="soft small">sent repeatedly until marked as read, for up to 7 days</span></header>
${
  notifications.length === 0
    ? empty('No notifications yet.')
    : html`<ul class="rows">${notifications.map(
        ({ id, event, status }) =>
          html`<li class="row" data-row="${id}"><span class="title">${event}</span><span></span>${pill(status)}<span class="note mono">${id}</span></li>`,
      )}</ul>`
}</section>
<section class="card"><header><h2>Callbacks</h2></header>${
    deliveries.length === 0 ? empty('No callbacks yet.') : html`<ul class="rows">${deliveries.map(deliveryRow)}</ul>`
  }</section></div>
<div class="stack">${drawFlow(REQUEST_FLOW, request.status)}
<section class="card"><table>${details
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => html`<tr><th>${name}</th><td class="mono">${value}</td></tr>`,
    )}</table></section></div></div>`;
  return dashboard(context, '/_sandbox/requests', request.order_id, main);
}

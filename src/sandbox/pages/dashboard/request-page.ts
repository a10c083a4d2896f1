import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { callbacksAhead } from '../../recurring/notifications.ts';
import { iso } from '../../recurring/payment-requests.ts';
import type { NotificationRow, PaymentRequestRow } from '../../store/rows.ts';
import { drawFlow, REQUEST_FLOW } from '../flow.ts';
import { button, dashboard, empty } from '../layout.ts';
import { type Html, pill, price, time, wait } from '../show.ts';
import { callsOf } from './calls-page.ts';
import { deliveriesOf } from './deliveries-page.ts';

/** One payment request: status, token, notifications, callbacks and calls. */
export function requestPage(context: SandboxContext, request: PaymentRequestRow): Html {
  const notifications = context.tables.notifications.by('request_id', request.id);
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
    : html`<ul class="rows">${notifications.map((notification) => notificationRow(context, notification))}</ul>`
}</section>
${deliveriesOf(context, request.id)}
${callsOf(context, request.id)}</div>
<div class="stack">${drawFlow(REQUEST_FLOW, request.status)}
<section class="card"><table>${details
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => html`<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`,
    )}</table></section></div></div>`;
  return dashboard(context, '/_sandbox/requests', request.order_id, main);
}

function notificationRow({ clock }: SandboxContext, notification: NotificationRow): Html {
  const { id, event, status } = notification;
  const [next] = callbacksAhead(notification, clock.now());
  const again = next === undefined ? '' : html` · sent again ${time(next)}, in ${wait(next - clock.now())}`;
  return html`<li class="row" data-row="${id}"><span class="title">${event}</span><span></span>${pill(status)}<span class="note"><span class="mono">${id}</span>${again}</span></li>`;
}

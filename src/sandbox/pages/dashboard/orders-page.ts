import { html } from 'hono/html';
import { balanceDue } from '../../checkout/orders.ts';
import { paymentUrl } from '../../checkout/payment-links.ts';
import { eligibility } from '../../checkout/refunds.ts';
import type { SandboxContext } from '../../context.ts';
import type { LinkRow, OrderRow, PaymentRow } from '../../store/rows.ts';
import { drawFlow, LINK_FLOW, ORDER_FLOW, PAYMENT_FLOW } from '../flow.ts';
import { button, dashboard, empty } from '../layout.ts';
import { type Html, money, pill, time } from '../show.ts';
import { deliveryRow } from './deliveries-page.ts';

const SHOWN = 50;

/** The orders, newest first. */
export function ordersPage(context: SandboxContext): Html {
  const orders = context.tables.orders.all().slice(-SHOWN).reverse();
  const list =
    orders.length === 0
      ? empty(
          html`<p>No orders yet.</p><p class="small">Create one with the client: <code>createCheckout({ …, baseUrl: '${context.origin}' })</code>.<br>The credentials are on the <a href="/_sandbox/setup">Setup</a> page.</p>`,
        )
      : html`<ul class="rows">${orders.map((order) => orderRow(context, order))}</ul>`;
  const shown = context.tables.orders.size > SHOWN ? `the latest ${SHOWN} of ${context.tables.orders.size}` : '';
  const main = html`<div class="head"><h1>Orders</h1><span class="soft small">${shown}</span></div><section class="card">${list}</section>`;
  return dashboard(context, '/', 'Orders', main);
}

function orderRow(context: SandboxContext, order: OrderRow): Html {
  const links = context.tables.links.by('order_id', order.id);
  const payments = context.tables.payments.by('order_id', order.id);
  const part = order.status === 'pending_payment' && order.amount_paid > 0;
  return html`<li data-row="${order.id}"><a class="row" href="/_sandbox/orders/${order.id}">
    <span class="title">${order.reference}</span>
    <span class="amount">${money(order.amount, order.currency)}</span>
    ${pill(order.status)}
    <span class="note">${time(order.created_at * 1000)} · ${count(links.length, 'link')} · ${count(payments.length, 'payment')}${part ? ` · ${money(order.amount_paid, order.currency)} paid so far` : ''}${order.is_test ? ' · test' : ''}</span>
  </a></li>`;
}

/** One order: amounts, states, links with their payments, and deliveries. */
export function orderPage(context: SandboxContext, order: OrderRow): Html {
  const links = context.tables.links.by('order_id', order.id);
  const payments = context.tables.payments.by('order_id', order.id);
  const deliveries = context.tables.deliveries.by('subject', order.id).toReversed();
  const to = (label: string, status: string) => button('order', label, { id: order.id, to: status });
  const main = html`
<div class="head"><h1>${order.reference}</h1>${pill(order.status)}${order.is_test ? html`<span class="pill">test</span>` : ''}
  <span class="actions push">${order.status === 'pending_payment' ? [to('Cancel order', 'canceled'), to('Close order', 'closed')] : ''}</span></div>
<div class="split">
<div class="stack">
<section class="card" aria-label="Amounts"><dl class="figures">
  ${figure('Amount', money(order.amount, order.currency))}
  ${figure('Paid', money(order.amount_paid, order.currency))}
  ${figure('Balance due', money(balanceDue(order), order.currency))}
</dl></section>
${links.map((link) => linkCard(context, order, link))}
${links.length === 0 ? html`<section class="card">${empty('No payment link yet, so this order cannot be paid.')}</section>` : ''}
<section class="card"><header><h2>Deliveries</h2></header>
  ${deliveries.length === 0 ? empty('No deliveries yet.') : html`<ul class="rows">${deliveries.map(deliveryRow)}</ul>`}
</section>
</div>
<div class="stack">
  <section class="stack" aria-label="States">
    ${drawFlow(ORDER_FLOW, order.status)}
    ${drawFlow(LINK_FLOW, links.at(-1)?.status)}
    ${drawFlow(PAYMENT_FLOW, payments.at(-1)?.status)}
  </section>
  <section class="card"><table>
    <tr><th>Created</th><td>${time(order.created_at * 1000)}</td></tr>
    <tr><th>Order id</th><td class="mono">${order.id}</td></tr>
    <tr><th>Webhooks to</th><td class="mono">${context.settings.webhookUrl ?? order.callback_url ?? 'not sent: the order has no callback_url'}</td></tr>
  </table></section>
</div>
</div>`;
  return dashboard(context, '/', order.reference, main);
}

function figure(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function linkCard(context: SandboxContext, order: OrderRow, link: LinkRow): Html {
  const payments = context.tables.payments.by('link_id', link.id);
  return html`<section class="card" data-row="${link.id}">
  <header>
    <h2>${link.name}</h2>${pill(link.status)}
    <span class="soft small">${link.amount === null ? 'the payer sets the amount' : money(link.amount, order.currency)} · ${link.expired_at === undefined ? 'never expires' : html`until ${time(link.expired_at * 1000)}`}</span>
    <span class="actions push">
      ${link.status === 'active' ? html`<a class="button" href="${paymentUrl(context, link)}">Open payment page</a>${button('link', 'Expire', { id: link.id, to: 'expired' })}${button('link', 'Cancel', { id: link.id, to: 'canceled' })}` : ''}
    </span>
  </header>
  ${payments.length === 0 ? empty('No payments yet.') : html`<ul class="rows">${payments.map((payment) => paymentRow(context, payment))}</ul>`}
</section>`;
}

function paymentRow(context: SandboxContext, payment: PaymentRow): Html {
  const { remaining_refundable: refundable, refunded_amount: refunded } = eligibility(context, payment);
  const isOpen = payment.status === 'initiated' || payment.status === 'processing';
  const to = (label: string, status: string) => button('payment', label, { id: payment.id, to: status });
  return html`<li class="row" data-row="${payment.id}">
    <span class="title">${payment.method}</span>
    <span class="amount">${money(payment.amount, payment.currency)}</span>
    ${pill(payment.status)}
    <span class="note"><span class="mono">${payment.id}</span> · ${time(payment.created_at * 1000)}${refunded > 0 ? ` · ${money(refunded, payment.currency)} refunded` : ''}</span>
    ${
      isOpen || refundable > 0
        ? html`<span class="actions wide">${isOpen ? [to('Settle', 'settled'), to('Fail', 'failed'), to('Cancel', 'canceled')] : ''}
      ${refundable > 0 ? [button('refund', `Refund ${money(refundable, payment.currency)}`, { id: payment.id, amount: String(refundable) }), to('Charge back', 'chargeback')] : ''}</span>`
        : ''
    }
  </li>`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

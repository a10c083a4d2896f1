import { html } from 'hono/html';
import { balanceDue } from '../../checkout/orders.ts';
import { paymentUrl } from '../../checkout/payment-links.ts';
import { eligibility } from '../../checkout/refunds.ts';
import type { SandboxContext } from '../../context.ts';
import type { LinkRow, OrderRow, PaymentRow } from '../../store/rows.ts';
import { amountField } from '../amount.ts';
import { drawFlow, LINK_FLOW, ORDER_FLOW, PAYMENT_FLOW } from '../flow.ts';
import { button, dashboard, empty } from '../layout.ts';
import { type Html, money, pill, time } from '../show.ts';
import { callsOf } from './calls-page.ts';
import { deliveriesOf } from './deliveries-page.ts';

/** One order: amounts, states, links with their payments, deliveries and calls. */
export function orderPage(context: SandboxContext, order: OrderRow): Html {
  const links = context.tables.links.by('order_id', order.id);
  const payments = context.tables.payments.by('order_id', order.id);
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
${deliveriesOf(context, order.id)}
${callsOf(context, order.id)}
</div>
<div class="stack">
  <section class="stack" aria-label="States">
    ${drawFlow(ORDER_FLOW, order.status)}
    ${drawFlow(LINK_FLOW, links.at(-1)?.status)}
    ${drawFlow(PAYMENT_FLOW, payments.at(-1)?.status)}
  </section>
  <section class="card"><table>
    <tr><th scope="row">Created</th><td>${time(order.created_at * 1000)}</td></tr>
    <tr><th scope="row">Order id</th><td class="mono">${order.id}</td></tr>
    <tr><th scope="row">Webhooks to</th><td class="mono">${context.settings.webhookUrl ?? order.callback_url ?? 'not sent: the order has no callback_url'}</td></tr>
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
      ${refundable > 0 ? [refundForm(payment, refundable), to('Charge back', 'chargeback')] : ''}</span>`
        : ''
    }
  </li>`;
}

/** All that is left to be refunded, unless somebody types less. */
function refundForm({ id, currency }: PaymentRow, refundable: number): Html {
  const { value, digits } = amountField(refundable, currency);
  return html`<form method="post" action="/_sandbox/do/refund" class="joined">
  <input type="hidden" name="id" value="${id}">
  <input id="refund-amount-${id}" name="amount" inputmode="decimal" required value="${value}" data-amount="${String(digits)}" aria-label="Amount to refund in ${currency}">
  <button id="refund-${id}" data-label="Refund {} ${currency}">Refund ${money(refundable, currency)}</button>
</form>`;
}

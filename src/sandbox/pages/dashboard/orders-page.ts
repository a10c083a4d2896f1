import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { OrderRow } from '../../store/rows.ts';
import { type ListQuery, listed } from '../lists/list.ts';
import { listPage } from '../lists/list-view.ts';
import { type Html, money, pill, time } from '../show.ts';

/** The orders, newest first. */
export function ordersPage(context: SandboxContext, query: ListQuery): Html {
  const { orders, payments, links } = context.tables;
  // Somebody who looks for a payment or a link is looking for its order.
  const owner = (payments.get(query.q) ?? links.get(query.q))?.order_id;
  const found = listed(orders.all(), query, {
    statusOf: ({ status }) => status,
    matches: ({ id, reference }, finder) => id === owner || finder.text(reference) || finder.id(id),
  });
  return listPage(
    context,
    {
      path: '/',
      title: 'Orders',
      searchFor: 'reference or id',
      statuses: [
        ['pending_payment', 'Pending payment'],
        ['paid', 'Paid'],
        ['canceled', 'Canceled'],
        ['closed', 'Closed'],
      ],
      nothing: html`<p>No orders yet.</p><p class="small">Create one here, or with the client: <code>createCheckout({ …, baseUrl: '${context.origin}' })</code>.<br>The credentials are on the <a href="/_sandbox/setup">Setup</a> page.</p>`,
      buttons: html`<a class="button" href="/_sandbox/orders/new">Create a test order</a>`,
      row: (order) => orderRow(context, order),
    },
    query,
    found,
  );
}

function orderRow({ tables }: SandboxContext, order: OrderRow): Html {
  const links = tables.links.by('order_id', order.id);
  const payments = tables.payments.by('order_id', order.id);
  const part = order.status === 'pending_payment' && order.amount_paid > 0;
  return html`<li data-row="${order.id}"><a class="row" id="row-${order.id}" href="/_sandbox/orders/${order.id}">
    <span class="title">${order.reference}</span>
    <span class="amount">${money(order.amount, order.currency)}</span>
    ${pill(order.status)}
    <span class="note">${time(order.created_at * 1000)} · ${count(links.length, 'link')} · ${count(payments.length, 'payment')}${part ? ` · ${money(order.amount_paid, order.currency)} paid so far` : ''}${order.is_test ? ' · test' : ''}</span>
  </a></li>`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

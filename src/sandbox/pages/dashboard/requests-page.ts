import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { type ListQuery, listed } from '../lists/list.ts';
import { listPage } from '../lists/list-view.ts';
import { type Html, pill, price, time } from '../show.ts';

/** The payment requests of Recurring Billing, newest first. */
export function requestsPage(context: SandboxContext, query: ListQuery): Html {
  const found = listed(context.tables.requests.all(), query, {
    statusOf: ({ status }) => status,
    matches: ({ id, order_id, unique_identifier, description, payer, issued_token = '' }, finder) =>
      [order_id, unique_identifier, description, ...Object.values(payer)].some(finder.text) ||
      [id, issued_token].some(finder.id),
  });
  return listPage(
    context,
    {
      path: '/_sandbox/requests',
      title: 'Payment requests',
      searchFor: 'order_id, id, payer or token',
      statuses: [
        ['new', 'New'],
        ['authorized', 'Authorized'],
        ['captured', 'Captured'],
        ['canceled', 'Canceled'],
      ],
      nothing: 'No payment requests yet.',
      row: (
        request,
      ) => html`<li data-row="${request.id}"><a class="row" id="row-${request.id}" href="/_sandbox/requests/${request.id}">
    <span class="title">${request.order_id}</span><span class="amount">${price(request.price)}</span>${pill(request.status)}
    <span class="note">${time(request.created_at * 1000)} · ${request.description}${request.issued_token ? ' · issued a token' : ''}</span>
  </a></li>`,
    },
    query,
    found,
  );
}

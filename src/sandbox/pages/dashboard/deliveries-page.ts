import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { DeliveryRow } from '../../store/rows.ts';
import { attemptsAhead } from '../../webhooks/schedule.ts';
import { button } from '../layout.ts';
import { latest } from '../lists/latest.ts';
import { type ListQuery, listed } from '../lists/list.ts';
import { listPage } from '../lists/list-view.ts';
import { subjectOf } from '../lists/subject.ts';
import { type Html, pill, time, took, wait } from '../show.ts';

const PATH = '/_sandbox/deliveries';

/** The deliveries to the shop, newest first. */
export function deliveriesPage(context: SandboxContext, query: ListQuery): Html {
  const { deliveries } = context.tables;
  const rows = query.about === '' ? deliveries.all() : deliveries.by('subject', query.about).sort(byAge);
  const failed = deliveries.by('status', 'failed').length + deliveries.by('status', 'rejected').length;
  const found = listed(rows, query, {
    statusOf: ({ status }) => status,
    matches: ({ id, title, subject, url, body }, finder) =>
      [title, subjectOf(context, subject)?.name, url, body].some(finder.text) || finder.id(id),
  });
  return listPage(
    context,
    {
      path: PATH,
      title: 'Deliveries',
      searchFor: 'order, event or body',
      statuses: [
        ['waiting', 'Waiting'],
        ['delivered', 'Delivered'],
        ['failed', 'Failed'],
        ['rejected', 'Rejected'],
      ],
      nothing: 'No deliveries yet. Pay an order that has a callback_url.',
      remark: 'the latest 5,000',
      buttons: html`<span id="failed" data-live>${failed === 0 ? '' : button('resend-failed', failed === 1 ? 'Send the failed one again' : `Send all ${failed} failed again`, {})}</span>`,
      row: (delivery) => deliveryRow(context, delivery),
    },
    query,
    found,
  );
}

const byAge = (a: DeliveryRow, b: DeliveryRow) => (a.id < b.id ? -1 : 1);

/** The latest deliveries for one order or payment request. */
export function deliveriesOf(context: SandboxContext, about: string): Html {
  return latest({
    title: 'Deliveries',
    path: PATH,
    about,
    newestFirst: context.tables.deliveries.by('subject', about).sort(byAge).reverse(),
    nothing: 'No deliveries yet.',
    row: (delivery) => deliveryRow(context, delivery, about),
  });
}

/** One delivery: what it is about, when, and what the shop answered. On a page `about` one order, its name goes without saying. */
function deliveryRow(context: SandboxContext, delivery: DeliveryRow, about?: string): Html {
  const { id, title, status, subject, attempts } = delivery;
  const last = attempts.at(-1);
  const [next] = attemptsAhead(delivery);
  const name = about === undefined ? subjectOf(context, subject)?.name : undefined;
  const answer =
    last &&
    [typeof last.outcome === 'number' ? `answered ${last.outcome}` : last.outcome, took(last.duration)]
      .filter(Boolean)
      .join(' in ');
  return html`<li data-row="${id}"><a class="row" id="row-${id}" href="${PATH}/${id}">
    <span class="title">${title}${name === undefined ? '' : html` <span class="of">${name}</span>`}</span>
    <span class="when">${time(last?.at ?? delivery.created_at * 1000)}</span>
    ${pill(status)}
    <span class="note">${[answer, attempts.length > 1 && `${attempts.length} attempts`, next !== undefined && `${last ? 'again' : 'sent'} in ${wait(next - context.clock.now())}`].filter(Boolean).join(' · ')}</span>
  </a></li>`;
}

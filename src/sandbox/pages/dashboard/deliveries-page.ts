import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { DeliveryRow } from '../../store/rows.ts';
import { button, dashboard, empty } from '../layout.ts';
import { type Html, pill, pretty, statusPill, time } from '../show.ts';

const SHOWN = 50;

/** The deliveries to the shop, newest first. */
export function deliveriesPage(context: SandboxContext): Html {
  const deliveries = context.tables.deliveries.all().slice(-SHOWN).reverse();
  const main = html`<div class="head"><h1>Deliveries</h1><span class="soft small">sent at once, then retried 1, 5 and 25 hours after each failure</span></div>
<section class="card">${
    deliveries.length === 0
      ? empty('No deliveries yet. Pay an order that has a callback_url.')
      : html`<ul class="rows">${deliveries.map(deliveryRow)}</ul>`
  }</section>`;
  return dashboard(context, '/_sandbox/deliveries', 'Deliveries', main);
}

/** One delivery with its attempts, headers and body, and a button to send it again. */
export function deliveryRow(delivery: DeliveryRow): Html {
  return html`<li data-row="${delivery.id}">
  <div class="row">
    <span class="title">${delivery.title}</span>
    <span class="actions">${button('resend', 'Send again', { id: delivery.id })}</span>
    ${pill(delivery.status)}
    <span class="note">${delivery.url}${delivery.next_at !== undefined && delivery.status === 'waiting' && delivery.attempts.length > 0 ? html` · next attempt ${time(delivery.next_at)}` : ''}</span>
  </div>
  <details id="delivery-${delivery.id}"><summary class="small">${delivery.attempts.length} attempt${delivery.attempts.length === 1 ? '' : 's'}, headers and body</summary>
    <table>
      ${delivery.attempts.map(({ at, outcome, by_hand }) => html`<tr><th>${time(at)}</th><td>${statusPill(outcome)}${by_hand ? html` <span class="soft small">sent manually</span>` : ''}</td></tr>`)}
      ${Object.entries(delivery.headers).map(([name, value]) => html`<tr><th>${name}</th><td class="mono">${value}</td></tr>`)}
    </table>
    <pre>${pretty(delivery.body)}</pre>
  </details>
</li>`;
}

import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { DeliveryAttempt, DeliveryRow } from '../../store/rows.ts';
import { attemptsAhead } from '../../webhooks/schedule.ts';
import { button, dashboard, empty } from '../layout.ts';
import { subjectOf } from '../lists/subject.ts';
import { type Html, pill, pretty, statusPill, time, took, wait } from '../show.ts';
import { headersTable } from './message.ts';

/** One delivery: what was sent, and beside it each answer of the shop and the attempts ahead. */
export function deliveryPage(context: SandboxContext, delivery: DeliveryRow): Html {
  const { id, title, kind, status, subject, url, headers, body, attempts } = delivery;
  const about = subjectOf(context, subject);
  const ahead = attemptsAhead(delivery);
  const main = html`<div class="head"><h1>${title}</h1>${pill(status)}
  ${about ? html`<span>for <a href="${about.href}">${about.name}</a></span>` : ''}
  <span class="actions push">${button('resend', 'Send again', { id })}</span></div>
<div class="halves">
<section class="card"><header><h2>${kind === 'webhook' ? 'Webhook' : 'Callback'}</h2><code>POST ${url}</code></header>
${headersTable(headers)}<pre>${pretty(body)}</pre></section>
<div class="stack">
${attempts.length === 0 ? html`<section class="card"><header><h2>Answers</h2></header>${empty('Not sent yet.')}</section>` : attempts.map(attemptCard).reverse()}
${
  ahead.length === 0
    ? ''
    : html`<section class="card"><header><h2>Ahead</h2><span class="soft small">${kind === 'webhook' ? 'again after each failure, until the shop answers 2xx' : 'once; the notification is repeated until it is read'}</span></header>
<ol class="rows ahead">${ahead.map((at, place) => html`<li class="row"><span>${time(at)}</span><span class="soft small">in ${wait(at - context.clock.now())}${place > 0 ? ', if it still fails' : ''}</span></li>`)}</ol></section>`
}
</div></div>`;
  return dashboard(context, '/_sandbox/deliveries', title, main);
}

function attemptCard({ at, outcome, duration, response, by_hand }: DeliveryAttempt, place: number): Html {
  return html`<section class="card"><header><h2>Attempt ${place + 1}</h2>${statusPill(outcome)}
<span class="soft small">${time(at)}${duration === undefined ? '' : ` · ${took(duration)}`}${by_hand ? ' · sent by hand' : ''}</span></header>
${response ? html`${headersTable(response.headers, `attempt-${place}`)}${response.body === '' ? html`<p class="body soft small">No body.</p>` : html`<pre>${pretty(response.body)}</pre>`}` : html`<p class="body soft small">No answer of the shop.</p>`}</section>`;
}

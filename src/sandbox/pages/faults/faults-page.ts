import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { operations } from '../../documents/documents.ts';
import { type ActiveFault, describeFault } from '../../faults.ts';
import { documentedStatuses } from '../../http/failure.ts';
import { button, dashboard, empty } from '../layout.ts';
import type { Html } from '../show.ts';
import { CALL_TEXTS, DELIVERY_TEXTS, FAULT_TEXTS, type FaultField, type FaultText, PRESETS } from './fault-texts.ts';

/** The active plans, presets by name, and forms to add a plan. */
export function faultsPage(context: SandboxContext): Html {
  const plans = context.faults.list();
  const main = html`<div class="head"><h1>Faults</h1>${plans.length > 0 ? html`<span class="actions push">${button('faults-clear', 'Remove all', {})}</span>` : ''}</div>
<section class="card"><header><h2>In effect</h2></header>${
    plans.length === 0 ? empty('No faults: everything goes well.') : html`<ul class="rows">${plans.map(activeRow)}</ul>`
  }</section>`;
  const presets = html`<section class="card"><header><h2>Presets</h2><span class="soft small">added with one press</span></header>
<form class="body presets" method="post" action="/_sandbox/do/fault-preset">${PRESETS.map(
    ({ name, text }) =>
      html`<button name="name" value="${name}"><strong>${name}</strong><span class="soft small">${text}</span></button>`,
  )}</form></section>`;
  const calls = [['*', 'every operation'] as const, ...operations.map(({ id }) => [id, id] as const)];
  const deliveries = [
    ['webhook', 'webhooks of Checkout'] as const,
    ['callback', 'callbacks of Recurring Billing'] as const,
  ];
  const after = html`${presets}
<div class="halves">${planForm('In a call', calls, CALL_TEXTS)}${planForm('In a delivery', deliveries, DELIVERY_TEXTS)}</div>
<p class="soft small">To apply a fault to a single call, send the header <code>X-Sandbox-Fault: reset; after=write</code>. In a test: <code>sandbox.faults.on('createOrder', { after: 'write', do: 'reset' })</code>.</p>`;
  return dashboard(context, '/_sandbox/faults', 'Faults', main, { after });
}

function activeRow(plan: ActiveFault): Html {
  const text = FAULT_TEXTS.find(({ kind }) => kind === plan.do);
  const left = plan.remaining === Number.POSITIVE_INFINITY ? 'until removed' : `${plan.remaining} more`;
  return html`<li class="row" data-row="${plan.id}">
    <span class="title">${text?.name ?? plan.do}</span>
    <span class="soft small">${left}</span>
    ${button('fault-end', 'Remove', { id: String(plan.id) })}
    <span class="note">${plan.on === '*' ? 'every operation' : plan.on} · ${describeFault(plan)}</span></li>`;
}

/** A form for the faults of one kind. The style shows the fields that apply to the fault chosen, and only those. */
function planForm(title: string, targets: readonly (readonly [string, string])[], faults: readonly FaultText[]): Html {
  const [first] = faults;
  return html`<section class="card"><header><h2>${title}</h2></header><form class="body plan" method="post" action="/_sandbox/do/fault">
  <label>Applies to<select name="on">${targets.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>
  <fieldset><legend class="small">What goes wrong</legend>${faults.map(
    (
      fault,
    ) => html`<label class="choice"><input type="radio" name="do" value="${fault.kind}" ${fault === first ? html`checked` : ''} data-fields="${fault.fields.join(' ')}">
      <span><strong>${fault.name}</strong> <code>${fault.kind}</code><br><span class="soft small">${fault.text}</span></span></label>`,
  )}</fieldset>
  <div class="fields">${[...new Set(faults.flatMap(({ fields }) => fields))].map((field) => FIELDS[field])}
    <label>How often<input name="times" inputmode="numeric" pattern="[0-9]*" value="1"></label></div>
  <button class="main">Add the fault</button></form></section>`;
}

const FIELDS: Readonly<Record<FaultField, Html>> = {
  after: html`<label class="for-after">When<select name="after"><option value="read">before the operation</option><option value="write">after the operation</option></select></label>`,
  status: html`<label class="for-status">Status<select name="status"><option value="">as usual</option>${documentedStatuses().map(
    ([status, meaning]) => html`<option value="${status}">${status} ${meaning}</option>`,
  )}</select></label>`,
  delay: html`<label class="for-delay">Delay in ms<input name="delay" inputmode="numeric" pattern="[0-9]*" value="3000"></label>`,
  seconds: html`<label class="for-seconds">Seconds<input name="seconds" inputmode="numeric" pattern="[0-9]*" value="600"></label>`,
};

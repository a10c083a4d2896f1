import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { CALL_FAULTS, DELIVERY_FAULTS, describeFault, FAULT_TARGETS } from '../../faults.ts';
import { button, dashboard, empty } from '../layout.ts';
import type { Html } from '../show.ts';

/** The active plans, and a form to add one. */
export function faultsPage(context: SandboxContext): Html {
  const plans = context.faults.list();
  const main = html`<div class="head"><h1>Faults</h1>${plans.length > 0 ? html`<span class="actions push">${button('faults-clear', 'Remove all', {})}</span>` : ''}</div>
<section class="card"><header><h2>Active</h2></header>${
    plans.length === 0
      ? empty('No active faults.')
      : html`<ul class="rows">${plans.map(
          (plan) => html`<li class="row" data-row="${plan.id}">
    <span class="title">${plan.on === '*' ? 'every operation' : plan.on}</span>
    <span class="soft small">${plan.remaining === Number.POSITIVE_INFINITY ? 'always' : `${plan.remaining} more`}</span>
    ${button('fault-end', 'Remove', { id: String(plan.id) })}
    <span class="note">${describeFault(plan)}</span></li>`,
        )}</ul>`
  }</section>`;
  const choose = (name: string, label: string, options: readonly (readonly [string, string])[]) =>
    html`<label>${label}<select name="${name}">${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>`;
  const number = (name: string, label: string, value = '') =>
    html`<label>${label}<input name="${name}" inputmode="numeric" pattern="[0-9]*" value="${value}"></label>`;
  const form = html`<section class="card"><header><h2>New plan</h2></header><form class="body" method="post" action="/_sandbox/do/fault">
  <div class="fields">
    ${choose(
      'on',
      'Applies to',
      FAULT_TARGETS.map((target) => [target, target === '*' ? 'every operation' : target] as const),
    )}
    ${choose('do', 'Fault type', [...CALL_FAULTS.map((kind) => [kind, kind] as const), ...DELIVERY_FAULTS.map((kind) => [kind, `${kind} (deliveries)`] as const)])}
    ${choose('after', 'When', [
      ['read', 'before the operation'],
      ['write', 'after the operation, the response is lost'],
    ])}
    ${number('times', 'Times', '1')}${number('status', 'Status')}${number('delay', 'Delay, ms')}${number('seconds', 'Seconds')}
    <button class="main">Add plan</button>
  </div></form></section>
<p class="soft small">To apply a fault to a single call, send the header <code>X-Sandbox-Fault: reset; after=write</code>. In a test: <code>sandbox.faults.on('createOrder', { after: 'write', do: 'reset' })</code>.</p>`;
  return dashboard(context, '/_sandbox/faults', 'Faults', main, form);
}

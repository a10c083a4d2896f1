import { html } from 'hono/html';
import { currencies } from '../../checkout/methods.ts';
import type { SandboxContext } from '../../context.ts';
import { dashboard } from '../layout.ts';
import type { Html } from '../show.ts';

/** A form for an order with a payment link, to try things without a shop. */
export function newOrderPage(context: SandboxContext): Html {
  const { webhookUrl } = context.settings;
  const before = html`<div class="head"><h1>Create a test order</h1></div>
<section class="card narrow"><form class="body stack" method="post" action="/_sandbox/do/order-new">
  <label>Reference<input name="reference" required maxlength="255" value="TEST-${context.tables.orders.size + 1}" autocomplete="off"></label>
  <div class="fields">
    <label>Amount<input name="amount" required inputmode="decimal" value="19.90"></label>
    <label>Currency<select name="currency">${currencies().map((code) => html`<option ${code === 'EUR' ? html`selected` : ''}>${code}</option>`)}</select></label>
  </div>
  ${webhookUrl === undefined ? html`<label>Webhooks to (optional)<input name="callback_url" type="url" placeholder="http://localhost:3000/hooks"></label>` : html`<p class="soft small">Webhooks go to <code>${webhookUrl}</code>.</p>`}
  <div><button class="main">Create order and link</button></div>
</form></section>`;
  return dashboard(context, '/', 'Create a test order', html``, { before });
}

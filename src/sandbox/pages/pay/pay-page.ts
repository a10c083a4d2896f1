import { html } from 'hono/html';
import { availableMethods, methodOf } from '../../checkout/methods.ts';
import { balanceDue } from '../../checkout/orders.ts';
import type { LinkRow, OrderRow } from '../../store/rows.ts';
import { page } from '../layout.ts';
import { type Html, money } from '../show.ts';

/** The page behind a `payment_URL`. */
export function payPage(link: LinkRow, order: OrderRow, message = ''): Html {
  const { amount, currency } = order.payer_set
    ? { amount: null, currency: order.currency }
    : { amount: link.amount, currency: order.currency };
  const body = html`<main class="till"><div class="card">
  <div class="sum"><span class="soft">${link.name}</span><strong>${amount === null ? 'You choose' : money(amount, currency)}</strong>
    ${order.amount_paid > 0 && amount !== null ? html`<span class="soft small">${money(order.amount_paid, currency)} of the order is paid, ${money(balanceDue(order), currency)} is due</span>` : ''}</div>
  ${message ? html`<p class="notice bad" role="alert">${message}</p>` : html`<p class="notice">${order.is_test ? 'Test mode. ' : ''}This is a sandbox: no money moves.</p>`}
  <form method="post">
    ${order.payer_set ? amountFields(link, order) : ''}
    ${chooseMethod(link, order)}
    <button class="main" name="act" value="pay">${amount === null ? 'Pay' : `Pay ${money(amount, currency)}`}</button>
    ${
      order.payer_set
        ? ''
        : html`<details><summary class="small">Pay only part of it</summary><div class="body">
      <label>Amount in minor units<input name="part" inputmode="numeric" pattern="[0-9]*" placeholder="${String(amount ?? '')}"></label></div></details>`
    }
    <fieldset><legend class="small soft">Or choose another outcome</legend><div class="chips">
      <button name="act" value="fail">Payment fails</button><button name="act" value="pending">Leave pending</button>
      <button name="act" value="cancel">Cancel</button><button name="act" value="expire">Link expires</button>
    </div></fieldset>
  </form></div>
  ${order.cancel_url ? html`<a class="small" href="${order.cancel_url}">← Back to the shop</a>` : ''}
</main>`;
  return page(link.name, body);
}

function amountFields(link: LinkRow, order: OrderRow): Html {
  const buttons = link.amount_buttons ?? order.payer_set?.amount_buttons ?? [];
  const suggested = link.suggested_amount ?? order.payer_set?.suggested_amount ?? '';
  return html`<label>Amount in minor units of ${order.currency}<input name="part" required inputmode="numeric" pattern="[0-9]+" value="${String(suggested)}"></label>
  ${buttons.length > 0 ? html`<div class="chips">${buttons.map((amount) => html`<button name="chosen" value="${String(amount)}" formnovalidate>${money(amount, order.currency)}</button>`)}</div>` : ''}`;
}

function chooseMethod(link: LinkRow, order: OrderRow): Html {
  const { key, country_code: country } = link.payment_details ?? {};
  // A preselected method with the direct flow or a country skips the method selection.
  const direct = key !== undefined && (link.experience.payment_flow === 'direct_payment' || country !== undefined);
  const methods = direct ? [methodOf(key)] : availableMethods(order.currency, country);
  return html`<fieldset class="methods"><legend>${direct ? 'Payment method' : 'How do you want to pay?'}</legend>
  ${methods.map(
    (
      method,
      place,
    ) => html`<label class="method"><input type="radio" name="method" value="${method.key}" ${method.key === key || (key === undefined && place === 0) ? html`checked` : ''}>
    <img src="/_sandbox/logo/${method.key}.svg" alt="">${method.title}</label>`,
  )}</fieldset>`;
}

/** The page shown when there is nothing (more) to pay, with a link back. */
export function endPage(title: string, message: string, good: boolean, back: string | undefined): Html {
  const body = html`<main class="till"><div class="card"><div class="done">
  <svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="24" fill="var(--${good ? 'good' : 'wait'}-soft)" /><path d="${good ? 'M14 25l7 7 13-15' : 'M24 13v14m0 6v2'}" fill="none" stroke="var(--${good ? 'good' : 'wait'})" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round" /></svg>
  <h1>${title}</h1><p class="soft">${message}</p>
  ${isWebAddress(back) ? html`<a class="button" href="${back}">Back to the shop</a>` : ''}
</div></div></main>`;
  return page(title, body);
}

/** The return URLs of a payment request may be any URI; only a web address becomes a link. */
function isWebAddress(address: string | undefined): boolean {
  return address !== undefined && (address.startsWith('/') || /^https?:/i.test(address));
}

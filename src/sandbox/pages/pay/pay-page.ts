import { html } from 'hono/html';
import { availableMethods, methodOf } from '../../checkout/methods.ts';
import { askedAmount } from '../../checkout/pay.ts';
import type { SandboxContext } from '../../context.ts';
import type { LinkRow, OrderRow } from '../../store/rows.ts';
import { amountField } from '../amount.ts';
import { page } from '../layout.ts';
import { type Html, money } from '../show.ts';

/** The page behind a `payment_URL`. */
export function payPage(context: SandboxContext, link: LinkRow, order: OrderRow, message = ''): Html {
  const { currency } = order;
  const amount = askedAmount(context, order, link);
  const suggested = amount ?? link.suggested_amount ?? order.payer_set?.suggested_amount;
  const body = html`<main class="till"><div class="card">
  <div class="sum"><span class="soft">${link.name}</span><strong>${amount === null ? 'You choose' : money(amount, currency)}</strong>
    ${order.amount_paid > 0 && amount !== null ? html`<span class="soft small">${money(order.amount_paid, currency)} of ${money(order.amount, currency)} is paid already</span>` : ''}</div>
  ${message ? html`<p class="notice bad" role="alert">${message}</p>` : html`<p class="notice">${order.is_test ? 'Test mode. ' : ''}This is a sandbox: no money moves.</p>`}
  <form method="post">
    ${amount === null ? amountFields(link, order) : ''}
    ${chooseMethod(link, order)}
    <button class="main" name="act" value="pay" data-label="Pay {} ${currency}">${suggested ? `Pay ${money(suggested, currency)}` : `Pay ${currency}`}</button>
    ${amount === null ? '' : partField(amount, currency)}
    <fieldset><legend class="small soft">Or choose another outcome</legend><div class="chips">
      <button name="act" value="fail">Payment fails</button><button name="act" value="pending">Leave pending</button>
      <button name="act" value="cancel">Cancel</button><button name="act" value="expire">Link expires</button>
    </div></fieldset>
  </form></div>
  ${order.cancel_url ? html`<a class="small" href="${order.cancel_url}">← Back to the shop</a>` : ''}
</main>`;
  return page(link.name, body);
}

/** Less than what is asked for, when somebody types it. */
function partField(amount: number, currency: string): Html {
  const { value, digits } = amountField(amount, currency);
  return html`<details><summary class="small">Pay only part of it</summary><div class="body">
      <label>Amount in ${currency}<input name="part" inputmode="decimal" autocomplete="off" value="${value}" data-amount="${String(digits)}"></label></div></details>`;
}

function amountFields(link: LinkRow, { payer_set, currency }: OrderRow): Html {
  const buttons = link.amount_buttons ?? payer_set?.amount_buttons ?? [];
  const suggested = link.suggested_amount ?? payer_set?.suggested_amount ?? 0;
  const { value, digits } = amountField(suggested, currency);
  return html`<label>Amount in ${currency}<input name="part" required inputmode="decimal" autocomplete="off" value="${suggested > 0 ? value : ''}" data-amount="${String(digits)}"></label>
  ${buttons.length > 0 ? html`<div class="chips">${buttons.map((amount) => html`<button name="chosen" value="${String(amount)}" formnovalidate>${money(amount, currency)}</button>`)}</div>` : ''}`;
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

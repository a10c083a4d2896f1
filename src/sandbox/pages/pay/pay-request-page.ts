import { html } from 'hono/html';
import { requestMethods } from '../../recurring/methods.ts';
import type { PaymentRequestRow } from '../../store/rows.ts';
import { page } from '../layout.ts';
import { type Html, price } from '../show.ts';

/** The page behind an `authorization_url`. */
export function payRequestPage(request: PaymentRequestRow, message = ''): Html {
  const methods = requestMethods(request);
  const chosen = methods.find(({ key }) => key === request.method_key) ?? methods[0];
  const body = html`<main class="till"><div class="card">
  <div class="sum"><span class="soft">${request.description}</span><strong>${price(request.price)}</strong>
    ${request.token_strategy === 'required' ? html`<span class="soft small">The shop may charge this method again later.</span>` : ''}</div>
  ${message ? html`<p class="notice bad" role="alert">${message}</p>` : html`<p class="notice">This is a sandbox: no money moves.</p>`}
  <form method="post">
    <fieldset class="methods"><legend>How do you want to pay?</legend>
    ${methods.map(
      (
        method,
      ) => html`<label class="method"><input type="radio" name="method" value="${method.key}" ${method === chosen ? html`checked` : ''}>
      <img src="/_sandbox/logo/${method.key}.svg" alt="">${method.title}</label>`,
    )}</fieldset>
    <button class="main" name="act" value="pay">Pay ${price(request.price)}</button>
    <fieldset><legend class="small soft">Or choose another outcome</legend><div class="chips">
      <button name="act" value="fail">Card is declined</button><button name="act" value="cancel">Cancel</button><button name="act" value="expire">Request expires</button>
    </div></fieldset>
  </form></div></main>`;
  return page(request.description, body);
}

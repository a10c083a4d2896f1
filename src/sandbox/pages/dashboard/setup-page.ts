import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { button, dashboard } from '../layout.ts';
import { type Html, pill } from '../show.ts';

const MODES = [
  ['enabled', 'Take payments'],
  ['test_mode', 'Test mode'],
  ['disabled', 'Not activated'],
] as const;

/** What a shop needs to use this sandbox, and the project's settings. */
export function setupPage(context: SandboxContext): Html {
  const { credentials, project } = context;
  const environment = [
    ['PAYSERA_CLIENT_ID', credentials.clientId],
    ['PAYSERA_CLIENT_SECRET', credentials.clientSecret],
    ['PAYSERA_MAC_ID', credentials.macId],
    ['PAYSERA_MAC_KEY', credentials.macKey],
    ['PAYSERA_BUSINESS_ID', credentials.businessId],
  ];
  const main = html`<div class="head"><h1>Setup</h1></div>
<section class="card"><header><h2>The shop's environment variables</h2><span class="soft small">for this sandbox only</span></header>
<pre>${environment.map(([name, value]) => `${name}=${value}`).join('\n')}</pre>
<table><tr><th scope="row">address</th><td><code>createCheckout({ baseUrl: '${context.origin}' })</code>; there is no environment variable for it</td></tr><tr><th scope="row">project id</th><td class="mono">${credentials.projectId}</td></tr>
<tr><th scope="row">webhook secret</th><td>the client secret</td></tr></table></section>
<section class="card"><header><h2>Payment collection</h2>${pill(project.payment_collection_status)}</header><div class="body actions">
${MODES.map(([mode, label]) => button('project', label, { mode }, mode === project.payment_collection_status ? 'main' : ''))}</div></section>
<section class="card"><header><h2>Start over</h2></header><details id="reset"><summary>Delete everything…</summary><div class="body stack">
<p>Deletes all orders, payment requests, tokens, deliveries, calls and faults, and puts the clock and the project back to how they were at the start. The credentials above stay, so your shop goes on.</p>
<div>${button('reset', 'Delete everything', {}, 'danger')}</div></div></details></section>
<p class="soft small">This is the sandbox of paysera-client, an imitation for tests. It is not affiliated with Paysera, and no money moves.</p>`;
  return dashboard(context, '/_sandbox/setup', 'Setup', main);
}

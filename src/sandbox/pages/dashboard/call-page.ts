import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { Exchange } from '../../http/exchanges.ts';
import { asCode } from '../copy/as-code.ts';
import { dashboard, empty } from '../layout.ts';
import { subjectOf } from '../lists/subject.ts';
import { type Html, pill, pretty, statusPill, time, took } from '../show.ts';
import { headersTable, pathOf } from './message.ts';

/** One request and its response beside each other, with its MAC line by line, to copy as a command or as code. */
export function callPage(context: SandboxContext, call: Exchange): Html {
  const { id, operation, at, duration, fault, mac, request, response } = call;
  const about = subjectOf(context, call.about);
  const main = html`<div class="head"><h1>${operation}</h1>${statusPill(response?.status ?? 'no response')}
  <span class="soft small">${time(at)} · ${took(duration)}${fault ? ` · fault: ${fault}` : ''}</span>
  ${about ? html`<span>for <a href="${about.href}">${about.name}</a></span>` : ''}
  <span class="actions push">${copyButton(id, 'curl', 'Copy as curl')}${asCode(call) === undefined ? '' : copyButton(id, 'code', 'Copy as code')}</span></div>
<div class="halves">
<section class="card"><header><h2>Request</h2><code>${call.method} ${pathOf(call)}</code></header>${headersTable(request.headers, 'request-headers')}${request.body ? html`<pre>${pretty(request.body)}</pre>` : html`<p class="body soft small">No body.</p>`}</section>
<section class="card"><header><h2>Response</h2>${statusPill(response?.status ?? 'no response')}</header>
${response ? html`${headersTable(response.headers, 'response-headers')}${response.body === '' ? html`<p class="body soft small">No body.</p>` : html`<pre>${pretty(response.body)}</pre>`}` : empty('A fault plan suppressed the response.')}</section>
</div>
${mac ? macCard(mac) : ''}`;
  return dashboard(context, '/_sandbox/calls', operation, main);
}

function copyButton(id: string, form: 'curl' | 'code', label: string): Html {
  return html`<form method="post" action="/_sandbox/calls/${id}/${form}" data-copy><button id="copy-${form}">${label}</button></form>`;
}

const MEANING: Readonly<Record<string, string>> = {
  ts: 'Unix seconds',
  nonce: 'a new one for every attempt',
  method: 'upper case',
  'request-uri': 'path and query, exactly as sent',
  host: 'lower case, without the port',
  port: 'as in the URL; 443 or 80 when it names none',
  ext: 'form-encoded; empty without a body',
};

function macCard(mac: NonNullable<Exchange['mac']>): Html {
  return html`<section class="card"><header><h2>MAC, line by line</h2>${pill(mac.result)}<span class="soft small">${mac.reason}</span></header>
${
  mac.lines.length === 0
    ? empty('The header could not be parsed, so there is no signature to compare.')
    : html`<table>
  ${mac.lines.map(({ name, value }, place) => html`<tr><th scope="row">${place + 1}. ${name}</th><td><span class="mono">${value || '(empty)'}</span> <span class="soft small">${MEANING[name]}</span></td></tr>`)}
  ${mac.bodyHash === undefined ? '' : html`<tr><th scope="row">body hash</th><td><span class="mono">${mac.bodyHash}</span> <span class="soft small">base64 of the SHA-256 of the received body</span></td></tr>`}
</table>`
}</section>`;
}

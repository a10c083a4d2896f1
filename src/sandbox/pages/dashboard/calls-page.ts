import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import type { Exchange } from '../../http/exchanges.ts';
import { dashboard, empty } from '../layout.ts';
import { type Html, pill, pretty, statusPill, time } from '../show.ts';

/** Requests and responses, newest first. */
export function callsPage(context: SandboxContext): Html {
  const calls = context.exchanges.list().slice(-200).reverse();
  const main = html`<div class="head"><h1>Calls</h1><span class="soft small">the latest 200, without secrets</span></div>
<section class="card">${
    calls.length === 0
      ? empty('No calls yet.')
      : html`<ul class="rows">${calls.map(
          (call) => html`<li data-row="${call.id}"><a class="row" href="/_sandbox/calls/${call.id}">
    <span class="title">${call.operation}</span>
    <span class="when">${time(call.at)}</span>
    ${statusPill(call.response?.status ?? 'no response')}
    <span class="note mono">${call.method} ${pathOf(call)}${call.fault ? html` · fault: ${call.fault}` : ''}${call.mac?.result === 'rejected' ? html` · ${call.mac.reason}` : ''}</span>
  </a></li>`,
        )}</ul>`
  }</section>`;
  return dashboard(context, '/_sandbox/calls', 'Calls', main);
}

/** One request and its response, with its MAC line by line. */
export function callPage(context: SandboxContext, call: Exchange): Html {
  const main = html`<div class="head"><h1>${call.operation}</h1>${statusPill(call.response?.status ?? 'no response')}
  <span class="soft small">${time(call.at)} · ${call.duration.toFixed(1)} ms${call.fault ? ` · fault: ${call.fault}` : ''}</span></div>
${call.mac ? macCard(call.mac) : ''}
<section class="card"><header><h2>Request</h2><code>${call.method} ${pathOf(call)}</code></header>${headersTable(call.request.headers)}${call.request.body ? html`<pre>${pretty(call.request.body)}</pre>` : ''}</section>
<section class="card"><header><h2>Response</h2>${statusPill(call.response?.status ?? 'no response')}</header>
${call.response ? html`${headersTable(call.response.headers)}<pre>${pretty(call.response.body)}</pre>` : empty('A fault plan suppressed the response.')}</section>`;
  return dashboard(context, '/_sandbox/calls', call.operation, main);
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
  ${mac.lines.map(({ name, value }, place) => html`<tr><th>${place + 1}. ${name}</th><td><span class="mono">${value || '(empty)'}</span> <span class="soft small">${MEANING[name]}</span></td></tr>`)}
  ${mac.bodyHash === undefined ? '' : html`<tr><th>body hash</th><td><span class="mono">${mac.bodyHash}</span> <span class="soft small">base64 of the SHA-256 of the received body</span></td></tr>`}
</table>`
}</section>`;
}

function headersTable(headers: Readonly<Record<string, string>>): Html {
  return html`<details><summary class="small">${Object.keys(headers).length} headers</summary><table>${Object.entries(
    headers,
  ).map(([name, value]) => html`<tr><th>${name}</th><td class="mono">${value}</td></tr>`)}</table></details>`;
}

function pathOf({ url }: Exchange): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

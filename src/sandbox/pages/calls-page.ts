import { html } from 'hono/html';
import type { SandboxContext } from '../context.ts';
import type { Exchange } from '../exchanges.ts';
import { dashboard, empty } from './layout.ts';
import { type Html, pill, pretty, statusPill, time } from './show.ts';

/** Requests and answers, newest first. */
export function callsPage(context: SandboxContext): Html {
  const calls = context.exchanges.list();
  const main = html`<div class="head"><h1>Calls</h1><span class="soft small">the latest 200; secrets left out</span></div>
<section class="card">${
    calls.length === 0
      ? empty('No call yet.')
      : html`<ul class="rows">${calls.map(
          (call) => html`<li data-row="${call.id}"><a class="row" href="/_sandbox/calls/${call.id}">
    <span class="title">${call.operation}</span>
    <span class="when">${time(call.at)}</span>
    ${statusPill(call.answer?.status ?? 'no answer')}
    <span class="note mono">${call.method} ${pathOf(call)}${call.fault ? html` · fault: ${call.fault}` : ''}${call.mac?.verdict === 'refused' ? html` · ${call.mac.says}` : ''}</span>
  </a></li>`,
        )}</ul>`
  }</section>`;
  return dashboard(context, '/_sandbox/calls', 'Calls', main);
}

/** One request and its answer, and its MAC line by line. */
export function callPage(context: SandboxContext, call: Exchange): Html {
  const main = html`<div class="head"><h1>${call.operation}</h1>${statusPill(call.answer?.status ?? 'no answer')}
  <span class="soft small">${time(call.at)} · ${call.took.toFixed(1)} ms${call.fault ? ` · fault: ${call.fault}` : ''}</span></div>
${call.mac ? macCard(call.mac) : ''}
<section class="card"><header><h2>Request</h2><code>${call.method} ${pathOf(call)}</code></header>${headersTable(call.request.headers)}${call.request.body ? html`<pre>${pretty(call.request.body)}</pre>` : ''}</section>
<section class="card"><header><h2>Answer</h2>${statusPill(call.answer?.status ?? 'no answer')}</header>
${call.answer ? html`${headersTable(call.answer.headers)}<pre>${pretty(call.answer.body)}</pre>` : empty('A fault plan kept it back.')}</section>`;
  return dashboard(context, '/_sandbox/calls', call.operation, main);
}

const MEANING: Readonly<Record<string, string>> = {
  ts: 'Unix seconds',
  nonce: 'another one for every attempt',
  method: 'upper case',
  'request-uri': 'path and query, as on the wire',
  host: 'lower case, without the port',
  port: 'the real one; 443 or 80 when the address names none',
  ext: 'form-encoded; empty without a body',
};

function macCard(mac: NonNullable<Exchange['mac']>): Html {
  return html`<section class="card"><header><h2>MAC, line by line</h2>${pill(mac.verdict)}<span class="soft small">${mac.says}</span></header>
${
  mac.lines.length === 0
    ? empty('The header could not be read, so that nothing was signed to compare.')
    : html`<table>
  ${mac.lines.map(({ name, value }, place) => html`<tr><th>${place + 1}. ${name}</th><td><span class="mono">${value || '(empty)'}</span> <span class="soft small">${MEANING[name]}</span></td></tr>`)}
  ${mac.bodyHash === undefined ? '' : html`<tr><th>body hash</th><td><span class="mono">${mac.bodyHash}</span> <span class="soft small">base64 of the SHA-256 of the body that arrived</span></td></tr>`}
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

import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { type Exchange, MAX_EXCHANGES } from '../../http/exchanges.ts';
import { latest } from '../lists/latest.ts';
import { type ListQuery, listed } from '../lists/list.ts';
import { listPage } from '../lists/list-view.ts';
import { subjectOf } from '../lists/subject.ts';
import { type Html, statusPill, time } from '../show.ts';
import { pathOf } from './message.ts';

const PATH = '/_sandbox/calls';

/** Requests and responses, newest first. */
export function callsPage(context: SandboxContext, query: ListQuery): Html {
  const calls = context.exchanges.list().filter(({ about }) => query.about === '' || about === query.about);
  const found = listed(calls, query, {
    statusOf: resultOf,
    matches: (call, finder) => {
      const { method, url, operation, fault, request, response } = call;
      const status = response && String(response.status);
      const texts = [`${method} ${url}`, operation, subjectOf(context, call.about)?.name, fault, status];
      return [...texts, request.body, response?.body].some(finder.text) || finder.id(call.id);
    },
  });
  return listPage(
    context,
    {
      path: PATH,
      title: 'Calls',
      searchFor: 'order, operation, path or body',
      statuses: [
        ['succeeded', 'Succeeded'],
        ['refused', 'Refused'],
        ['failed', 'Failed'],
      ],
      nothing: 'No calls yet.',
      remark: `the latest ${MAX_EXCHANGES.toLocaleString('en')}, without secrets`,
      row: (call) => callRow(context, call),
    },
    query,
    found,
  );
}

/** The latest calls about one order or payment request. */
export function callsOf(context: SandboxContext, about: string): Html {
  return latest({
    title: 'Calls',
    path: PATH,
    about,
    newestFirst: context.exchanges
      .list()
      .filter((call) => call.about === about)
      .reverse(),
    nothing: 'No calls about it.',
    row: (call) => callRow(context, call, about),
  });
}

/** `refused` by the sandbox, or `failed` with no response or one that a fault made. */
function resultOf({ response }: Exchange): 'succeeded' | 'refused' | 'failed' {
  if (!response || response.status >= 500) return 'failed';
  return response.status >= 400 ? 'refused' : 'succeeded';
}

function callRow(context: SandboxContext, call: Exchange, about?: string): Html {
  const name = about === undefined ? subjectOf(context, call.about)?.name : undefined;
  return html`<li data-row="${call.id}"><a class="row" id="row-${call.id}" href="${PATH}/${call.id}">
    <span class="title">${call.operation}${name === undefined ? '' : html` <span class="of">${name}</span>`}</span>
    <span class="when">${time(call.at)}</span>
    ${statusPill(call.response?.status ?? 'no response')}
    <span class="note mono">${call.method} ${pathOf(call)}${call.fault ? html` · fault: ${call.fault}` : ''}${call.mac?.result === 'rejected' ? html` · ${call.mac.reason}` : ''}</span>
  </a></li>`;
}

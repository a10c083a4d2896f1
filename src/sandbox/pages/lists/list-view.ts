import { html } from 'hono/html';
import type { SandboxContext } from '../../context.ts';
import { dashboard, empty } from '../layout.ts';
import { type Html, tone } from '../show.ts';
import { type Listed, type ListQuery, listAddress } from './list.ts';
import { subjectOf } from './subject.ts';

/** A list of the dashboard: how it is called, filtered and shown. */
export interface ListView<Row> {
  readonly path: string;
  readonly title: string;
  /** What one can search for, as the field says while it is empty. */
  readonly searchFor: string;
  /** The statuses to choose from, with their names. */
  readonly statuses: readonly (readonly [status: string, name: string])[];
  /** What is shown while there is nothing at all. */
  readonly nothing: Html | string;
  /** A remark beside the title, and buttons at its end. */
  readonly remark?: Html | string;
  readonly buttons?: Html | '';
  row(row: Row): Html;
}

/** The page of a list: a search, a filter, the rows, and the way to the rest. */
export function listPage<Row>(
  context: SandboxContext,
  view: ListView<Row>,
  query: ListQuery,
  { rows, counts, ...place }: Listed<Row>,
): Html {
  const { path, title, nothing, remark = '', buttons = '' } = view;
  const narrowed = query.q !== '' || query.status !== '' || query.about !== '';
  const none = narrowed ? html`<p>Nothing found.</p><p class="small"><a href="${path}">Show all</a></p>` : nothing;
  const about = query.about === '' ? undefined : subjectOf(context, query.about);
  const main = html`
${about ? html`<p>Only of <a href="${about.href}">${about.name}</a> · <a href="${listAddress(path, { ...query, about: '', from: '' })}">show all</a></p>` : ''}
${filters(view, query, counts)}
<section class="card" aria-label="${title}">${rows.length === 0 ? empty(none) : html`<ul class="rows">${rows.map(view.row)}</ul>`}</section>
${pager(path, query, rows.length, place)}`;
  const before = html`<div class="head"><h1>${title}</h1><span class="soft small">${remark}</span>${searchForm(view, query)}<span class="actions">${buttons}</span></div>`;
  return dashboard(context, path, title, main, { before });
}

function searchForm({ path, title, searchFor }: ListView<never>, { q, status, about }: ListQuery): Html {
  const kept = { status, about };
  return html`<form role="search" action="${path}">
  <input type="search" name="q" id="search" value="${q}" placeholder="Search: ${searchFor}" aria-label="Search ${title.toLowerCase()}: ${searchFor}" aria-keyshortcuts="/" autocomplete="off">
  ${Object.entries(kept).map(([name, value]) => (value === '' ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}
</form>`;
}

function filters({ path, statuses }: ListView<never>, query: ListQuery, counts: ReadonlyMap<string, number>): Html {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const choices = [['', 'All'] as const, ...statuses];
  return html`<nav class="filters" aria-label="Filter">${choices.map(
    ([status, name]) =>
      html`<a href="${listAddress(path, { ...query, status, from: '' })}" class="${status === '' ? '' : tone(status)}" ${status === query.status ? html`aria-current="true"` : ''}>${name} <span class="count">${String(status === '' ? all : (counts.get(status) ?? 0))}</span></a>`,
  )}</nav>`;
}

function pager(
  path: string,
  query: ListQuery,
  shown: number,
  { first, total, newer, older }: Pick<Listed<never>, 'first' | 'total' | 'newer' | 'older'>,
): Html | '' {
  if (newer === undefined && older === undefined) return '';
  const to = (from: string | undefined, rel: string, name: string) =>
    from === undefined
      ? ''
      : html`<a class="button" rel="${rel}" href="${listAddress(path, { ...query, from })}">${name}</a>`;
  return html`<nav class="pager" aria-label="Pages"><span class="soft small">${first}–${first + shown - 1} of ${total}</span>
  ${to(newer, 'prev', '← Newer')}${to(older, 'next', 'Older →')}</nav>`;
}

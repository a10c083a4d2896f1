import { html } from 'hono/html';
import { empty } from '../layout.ts';
import type { Html } from '../show.ts';
import { listAddress } from './list.ts';

const SHOWN = 10;

/** What a card with the latest rows about one order or payment request shows. */
interface Latest<Row> {
  readonly title: string;
  /** Where all of them are listed. */
  readonly path: string;
  readonly about: string;
  readonly newestFirst: readonly Row[];
  readonly nothing: string;
  row(row: Row): Html;
}

/** The latest rows about one order or payment request, with a link to the list of all. */
export function latest<Row>({ title, path, about, newestFirst, nothing, row }: Latest<Row>): Html {
  const { length } = newestFirst;
  const all =
    length > SHOWN ? html`<a class="push small" href="${listAddress(path, { about })}">All ${length}</a>` : '';
  return html`<section class="card"><header><h2>${title}</h2>${all}</header>${
    length === 0 ? empty(nothing) : html`<ul class="rows">${newestFirst.slice(0, SHOWN).map(row)}</ul>`
  }</section>`;
}

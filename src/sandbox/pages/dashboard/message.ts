import { html } from 'hono/html';
import type { Html } from '../show.ts';

/** The headers of a request or response, folded. `id` keeps it open when the page updates. */
export function headersTable(headers: Readonly<Record<string, string>>, id = 'headers'): Html {
  const names = Object.entries(headers);
  return html`<details id="${id}"><summary class="small">${names.length} header${names.length === 1 ? '' : 's'}</summary><table>${names.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`,
  )}</table></details>`;
}

/** The path and query of a call. */
export function pathOf({ url }: { readonly url: string }): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

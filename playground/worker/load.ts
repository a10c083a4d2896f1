import type { Loaded } from '../messages.ts';
import type { Network } from './network.ts';

// A page leads to a page that leads to the shop.
const MAX_REDIRECTS = 5;

/** Loads a page of a sandbox, with its style and pictures in it, so that it can be shown where nothing can be loaded. */
export async function load(network: Network, address: string, form: string | undefined): Promise<Loaded> {
  let url = address;
  let body = form;
  for (let step = 0; step < MAX_REDIRECTS; step++) {
    if (!network.reaches(url)) return { leave: url };
    const response = await network.fetch(url, {
      ...(body !== undefined && { method: 'POST', body }),
      headers: body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const location = response.headers.get('Location');
    if (location === null) return { html: await withParts(network, url, await response.text()) };
    url = new URL(location, url).href;
    body = undefined;
  }
  return { leave: url };
}

const STYLE = /<link rel="stylesheet" href="([^"]+)">/g;
const PICTURE = /<img src="([^"]+)"/g;
const SCRIPT = /<script\b[^>]*>[\s\S]*?<\/script>/g;

async function withParts(network: Network, page: string, html: string): Promise<string> {
  const parts = new Map<string, string>();
  for (const [, path = ''] of [...html.matchAll(STYLE), ...html.matchAll(PICTURE)]) {
    const response = await network.fetch(new URL(path, page).href);
    parts.set(path, await response.text());
  }
  return html
    .replaceAll(SCRIPT, '')
    .replaceAll(STYLE, (_, path: string) => `<style>${parts.get(path)}</style>`)
    .replaceAll(
      PICTURE,
      (_, path: string) => `<img src="data:image/svg+xml,${encodeURIComponent(parts.get(path) ?? '')}"`,
    );
}

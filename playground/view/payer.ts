import type { Loaded } from '../messages.ts';
import { h } from './dom.ts';

/** The payer's browser. */
export interface Payer {
  open(url: string): Promise<void>;
  clear(): void;
}

/** @param load Loads an address, or posts a form to it. */
export function createPayer(parent: HTMLElement, load: (url: string, form?: string) => Promise<Loaded>): Payer {
  const address = h('span', { class: 'pg-address' });
  const bar = h('div', { class: 'pg-bar' }, h('span', { class: 'pg-lock', 'aria-hidden': 'true' }), address);
  const empty = h(
    'p',
    { class: 'pg-empty' },
    'When the code has made a payment, its page opens here, to be paid by you.',
  );
  // Its pages run no scripts; its links and forms are followed here, as there is no network to follow them by.
  const frame = h('iframe', { class: 'pg-frame', title: 'Payment page', sandbox: 'allow-same-origin allow-forms' });
  bar.hidden = frame.hidden = true;
  parent.append(empty, bar, frame);
  let current = '';

  async function go(url: string, form?: string): Promise<void> {
    current = url;
    const answer = await load(url, form);
    empty.hidden = true;
    bar.hidden = frame.hidden = false;
    address.textContent = 'leave' in answer ? answer.leave : url;
    frame.srcdoc = themed('leave' in answer ? shopPage(answer.leave) : answer.html);
  }

  frame.addEventListener('load', () => {
    const page = frame.contentDocument;
    for (const link of page?.links ?? [])
      link.addEventListener('click', (event) => {
        event.preventDefault();
        void go(new URL(link.getAttribute('href') ?? '', current).href);
      });
    for (const form of page?.forms ?? [])
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        void go(current, formText(form, event.submitter));
      });
  });

  return {
    open: (url) => go(url),
    clear() {
      empty.hidden = false;
      bar.hidden = frame.hidden = true;
      frame.srcdoc = '';
    },
  };
}

function formText(form: HTMLFormElement, submitter: HTMLElement | null): string {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  const [name, value] = [submitter?.getAttribute('name'), submitter?.getAttribute('value')];
  if (name) fields.append(name, value ?? '');
  return fields.toString();
}

function themed(html: string): string {
  const scheme = document.documentElement.classList.contains('dark') ? 'dark' : 'light';
  return html.replace('</head>', `<style>:root { color-scheme: ${scheme} !important }</style></head>`);
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; color-scheme: inherit; margin: 0; min-height: 90vh; display: grid;
  place-content: center; text-align: center; padding: 1.5rem; color: light-dark(#1c2430, #e8ebf0); background: light-dark(#fff, #16191f) }
h1 { font-size: 1.35rem; margin: 0 0 .4rem } p { margin: 0; color: light-dark(#566171, #a4adba); overflow-wrap: anywhere }`;

function shopPage(url: string): string {
  const shop = h('p', {}, `The payer is sent to ${url}, a page of yours.`);
  return `<!doctype html><html lang="en"><head><title>The shop</title><style>${STYLE}</style></head><body><main><h1>Back in the shop</h1>${shop.outerHTML}</main></body></html>`;
}

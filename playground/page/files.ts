import { h } from '../view/dom.ts';

// The files of the playground lie beside each other.
const at = (name: string) => new URL(name, import.meta.url).href;

export const WORKER: string = at('./worker.js');
export const OFFER: string = at('./offer.json');

/** Resolves when the style applies. */
export function loadStyle(): Promise<void> {
  const link = h('link', { rel: 'stylesheet', href: at('./style.css') });
  document.head.append(link);
  return new Promise((resolve) => link.addEventListener('load', () => resolve(), { once: true }));
}

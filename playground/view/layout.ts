import { h } from './dom.ts';
import { createTabs, type Tabs } from './tabs.ts';

export const CALLS = 'Calls and webhooks';
export const PAYER = 'Payment page';

/** The parts of the page, empty. */
export interface Layout {
  readonly run: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly share: HTMLButtonElement;
  /** What is being done, in a few words. */
  readonly status: HTMLElement;
  /** What the code prints. */
  readonly output: HTMLElement;
  readonly code: HTMLElement;
  readonly cards: HTMLElement;
  readonly calls: HTMLElement;
  readonly payer: HTMLElement;
  readonly tabs: Tabs;
}

/** Fills an element with the parts: the code and what it prints, and beside them what happened. */
export function createLayout(root: HTMLElement, menus: readonly HTMLElement[]): Layout {
  const button = (name: string, more = '') => h('button', { type: 'button', class: `pg-button ${more}` }, name);
  const [run, stop, share] = [button('Run', 'pg-run'), button('Stop'), button('Copy link')];
  const status = h('p', { class: 'pg-status', role: 'status' }, 'Starting…');
  const output = h('output', { class: 'pg-output', role: 'log', 'aria-label': 'Output', tabindex: '0' });
  const [code, cards] = [h('div', { class: 'pg-code' }), h('div', { class: 'pg-cards' })];
  const [calls, payer] = [h('div'), h('div')];
  const tabs = createTabs('What happened', { [CALLS]: calls, [PAYER]: payer });
  run.disabled = stop.disabled = true;
  const left = [code, h('div', { class: 'pg-console' }, status, output)];
  root.replaceChildren(
    h('div', { class: 'pg-toolbar' }, ...menus, h('div', { class: 'pg-actions' }, share, stop, run)),
    h(
      'div',
      { class: 'pg-columns' },
      h('section', { class: 'pg-left', 'aria-label': 'Code' }, ...left),
      h('section', { class: 'pg-right', 'aria-label': 'What happened' }, cards, tabs.element),
    ),
  );
  return { run, stop, share, status, output, code, cards, calls, payer, tabs };
}

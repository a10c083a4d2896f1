import { h } from './dom.ts';

/** Panels of which one is shown. */
export interface Tabs {
  readonly element: HTMLElement;
  show(name: string): void;
  /** Sets what stands beside the name of a tab. */
  note(name: string, text: string): void;
}

export function createTabs(label: string, panels: Readonly<Record<string, HTMLElement>>): Tabs {
  const names = Object.keys(panels);
  const idOf = (name: string) => `pg-${name.toLowerCase().replaceAll(' ', '-')}`;
  const notes = new Map<string, HTMLElement>();
  const buttons = names.map((name) => {
    const note = h('span', { class: 'pg-count' });
    notes.set(name, note);
    const button = h(
      'button',
      { type: 'button', role: 'tab', id: `${idOf(name)}-tab`, 'aria-controls': idOf(name) },
      name,
      note,
    );
    button.addEventListener('click', () => show(name));
    return button;
  });
  const list = h('div', { role: 'tablist', 'aria-label': label, class: 'pg-tabs' }, ...buttons);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = names.findIndex((_, index) => buttons[index] === document.activeElement);
    const next = (at + step + buttons.length) % buttons.length;
    show(names[next] ?? '');
    buttons[next]?.focus();
  });
  for (const [name, panel] of Object.entries(panels)) {
    panel.id = idOf(name);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `${idOf(name)}-tab`);
  }
  function show(shown: string): void {
    for (const [index, name] of names.entries()) {
      buttons[index]?.setAttribute('aria-selected', String(name === shown));
      buttons[index]?.setAttribute('tabindex', name === shown ? '0' : '-1');
      const panel = panels[name];
      if (panel) panel.hidden = name !== shown;
    }
  }
  show(names[0] ?? '');
  return {
    element: h('div', { class: 'pg-tabbed' }, list, ...Object.values(panels)),
    show,
    note(name, text) {
      const note = notes.get(name);
      if (note) note.textContent = text;
    },
  };
}

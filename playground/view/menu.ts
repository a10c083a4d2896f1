import { h } from './dom.ts';

/** An entry of a menu. */
export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly group?: string;
}

/** A menu with its label. `chosen` is called with what the reader chooses. */
export function createMenu(
  label: string,
  choices: readonly Choice[],
  chosen: (value: string) => void,
): { readonly element: HTMLElement; select(value: string): void; value(): string } {
  const menu = h('select', {});
  const groups = new Map<string, HTMLElement>();
  for (const { value, title, group } of choices) {
    const option = h('option', { value }, title);
    if (group === undefined) {
      menu.append(option);
      continue;
    }
    const within = groups.get(group) ?? h('optgroup', { label: group });
    if (!groups.has(group)) menu.append(within);
    groups.set(group, within);
    within.append(option);
  }
  menu.addEventListener('change', () => chosen(menu.value));
  return {
    element: h('label', { class: 'pg-menu' }, h('span', {}, label), menu),
    select(value) {
      menu.value = value;
    },
    value: () => menu.value,
  };
}

import { createActivity } from '../view/activity.ts';
import { h } from '../view/dom.ts';
import { createEditor } from '../view/editor.ts';
import { createStates } from '../view/states.ts';
import { createDisplay } from './display.ts';
import { loadStyle, WORKER } from './files.ts';
import { writeLink } from './link.ts';
import { createRunner } from './runner.ts';

/**
 * Brings an example to life where it stands: its code can be edited, and what it does takes the place of the picture
 * of that. Each part lies exactly over what it replaces. Resolves after a first run, with what takes it away again.
 */
export async function mount(root: HTMLElement): Promise<() => void> {
  const shown = root.querySelector('pre code')?.textContent ?? '';
  const further = root.querySelector<HTMLAnchorElement>('.playground-link');
  let firstEnded = () => {};
  const first = new Promise<void>((resolve) => {
    firstEnded = resolve;
  });
  const starting = createRunner(WORKER, {
    heard(message) {
      display.heard(message);
      if (message.type === 'done' || message.type === 'failed') firstEnded();
    },
    hung: (seconds) => display.hung(seconds),
  });
  await loadStyle();

  const status = h('span', { class: 'pg-status', role: 'status' });
  const run = h('button', { type: 'button', class: 'pg-button pg-run' }, 'Run');
  const code = h('div', { class: 'pg front-code' });
  const bar = h('div', { class: 'pg front-bar' }, run, status);
  const cards = h('div', { class: 'pg-cards' });
  const calls = h('div');
  const output = h('output', { class: 'pg-output', role: 'log', 'aria-label': 'Output' });
  const did = h('section', { class: 'pg front-did', 'aria-label': 'What these lines did', tabindex: '0' });
  did.append(calls, cards, output);

  // The colours of the page stay until somebody writes: the editor is larger than all the rest.
  const editor = createEditor(code, () => root.classList.add('front-edited'), { whenUsed: true });
  editor.setCode(shown.endsWith('\n') ? shown : `${shown}\n`);
  const display = createDisplay({
    editor,
    output,
    status,
    activity: createActivity(calls, () => undefined),
    states: createStates(cards),
  });
  const runner = await starting;
  const begin = () => {
    const stripped = display.begin();
    if (stripped !== undefined) runner.run(stripped, undefined);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    begin();
  };
  const takeAlong = async () => {
    const link = await writeLink(editor.code());
    if (further) further.hash = link;
  };
  run.addEventListener('click', begin);
  code.addEventListener('focusout', takeAlong);
  root.addEventListener('keydown', onKey, { capture: true });

  begin();
  await first;
  root.querySelector('pre')?.parentElement?.setAttribute('inert', '');
  root.append(code, bar, did);
  root.classList.add('front-live');
  return () => {
    runner.close();
    editor.destroy();
  };
}

import type { Example, Offer } from '../examples.ts';
import { createActivity } from '../view/activity.ts';
import { createEditor } from '../view/editor.ts';
import { CALLS, createLayout, PAYER } from '../view/layout.ts';
import { createMenu } from '../view/menu.ts';
import { createPayer } from '../view/payer.ts';
import { createStates } from '../view/states.ts';
import { createDisplay } from './display.ts';
import { FAULTS } from './faults.ts';
import { loadStyle, OFFER, WORKER } from './files.ts';
import { readLink, writeLink } from './link.ts';
import { createRunner, type Runner } from './runner.ts';

const OWN = { value: 'own', title: 'Your own code' };

/** Builds the playground in an element. Resolves when the first run can start, with what takes it away again. */
export async function mount(root: HTMLElement): Promise<() => void> {
  const started = performance.now();
  // All at once, as none needs another. The worker takes the longest.
  const starting = createRunner(WORKER, {
    heard: (message) => display.heard(message),
    hung(seconds) {
      display.hung(seconds);
      ended();
    },
  });
  const [offered] = await Promise.all([fetch(OFFER), loadStyle()]);
  const offer: Offer = await offered.json();
  const listed = offer.examples.map(({ id, title, page }) => ({ value: id, title, group: page }));
  const examples = createMenu('Example', [OWN, ...listed], (id) => open(offer.examples.find((one) => one.id === id)));
  const faults = createMenu(
    'What goes wrong',
    FAULTS.map(({ name, title }) => ({ value: name, title })),
    () => runner?.setFault(chosenFault()),
  );
  const { run, stop, share, status, output, tabs, ...parts } = createLayout(root, [examples.element, faults.element]);
  const editor = createEditor(parts.code, () => {
    editor.clearMarks();
    examples.select(OWN.value);
  });
  const activity = createActivity(parts.calls, (count) => tabs.note(CALLS, count === 0 ? '' : String(count)));
  const payer = createPayer(parts.payer, async (url, form) => runner?.load(url, form) ?? { leave: url });
  const states = createStates(parts.cards, (url) => {
    tabs.show(PAYER);
    void payer.open(url);
  });
  const display = createDisplay({ editor, output, status, activity, states });
  let runner: Runner | undefined;

  const chosenFault = () => FAULTS.find(({ name }) => name === faults.value())?.fault;

  function begin(): void {
    payer.clear();
    tabs.show(CALLS);
    const code = display.begin();
    if (code === undefined) return;
    stop.disabled = false;
    runner?.run(code, chosenFault());
  }
  function ended(): void {
    stop.disabled = true;
    payer.clear();
    tabs.show(CALLS);
  }
  function open(example: Example | undefined): void {
    if (!example) return;
    editor.setCode(example.code);
    examples.select(example.id);
    faults.select(example.fault ?? 'none');
    history.replaceState(history.state, '', `#example=${example.id}`);
  }
  async function openLinked(): Promise<void> {
    const linked = await readLink(location.hash);
    if (linked && 'code' in linked) {
      editor.setCode(linked.code);
      examples.select(OWN.value);
    } else open(offer.examples.find(({ id }) => id === linked?.example) ?? offer.examples[0]);
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || run.disabled) return;
    event.preventDefault();
    begin();
  };

  run.addEventListener('click', begin);
  stop.addEventListener('click', () => {
    runner?.stop();
    display.stopped();
    ended();
  });
  share.addEventListener('click', async () => {
    history.replaceState(history.state, '', await writeLink(editor.code()));
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    status.textContent = 'The address of this page now contains the code';
  });
  root.addEventListener('keydown', onKey, { capture: true });
  addEventListener('hashchange', openLinked);
  await openLinked();

  runner = await starting;
  const ready = Math.round(performance.now() - started);
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  status.textContent = `Ready in ${ready} ms: ${kB(offer.size.page)}, and ${kB(offer.size.editor)} for the editor`;
  run.disabled = false;
  return () => {
    removeEventListener('hashchange', openLinked);
    runner?.close();
    editor.destroy();
  };
}

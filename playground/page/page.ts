import type { Example, Offer } from '../examples.ts';
import { createActivity } from '../view/activity.ts';
import { h } from '../view/dom.ts';
import { createEditor } from '../view/editor.ts';
import { CALLS, createLayout, PAYER } from '../view/layout.ts';
import { createMenu } from '../view/menu.ts';
import { createPayer } from '../view/payer.ts';
import { createStates } from '../view/states.ts';
import { FAULTS } from './faults.ts';
import { readLink, writeLink } from './link.ts';
import { createRunner, type Listener, type Runner } from './runner.ts';
import { CodeError, stripTypes } from './strip-types.ts';

const OWN = { value: 'own', title: 'Your own code' };

/** Builds the playground in an element. Resolves when the first run can start, with what takes it away again. */
export async function mount(root: HTMLElement): Promise<() => void> {
  const started = performance.now();
  const styled = loadStyle();
  const offer: Offer = await (await fetch(new URL('./offer.json', import.meta.url))).json();
  await styled;
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
  let runner: Runner | undefined;
  let begun = 0;

  const chosenFault = () => FAULTS.find(({ name }) => name === faults.value())?.fault;
  const listener: Listener = {
    heard(message) {
      if (message.type === 'printed') print(message.text, message.level);
      else if (message.type === 'failed') fail(message.message, message.line);
      // The worker goes on, so that the payer can still pay.
      else if (message.type === 'done') status.textContent = `Done in ${Math.round(performance.now() - begun)} ms`;
      else if (message.event.type === 'exchange') activity.call(message.event.exchange);
      else if (message.event.type === 'delivery') activity.delivery(message.event.delivery);
      else states.happened(message.event, message.payAt);
    },
    hung(seconds) {
      print(`Stopped: the code ran for ${seconds} s without a pause, as a loop without an end does.`, 'error');
      ended();
    },
  };

  function begin(): void {
    editor.clearMarks();
    output.replaceChildren();
    activity.clear();
    states.clear();
    payer.clear();
    tabs.show(CALLS);
    begun = performance.now();
    try {
      const code = stripTypes(editor.code());
      status.textContent = 'Running…';
      stop.disabled = false;
      runner?.run(code, chosenFault());
    } catch (error) {
      if (!(error instanceof CodeError)) throw error;
      fail(error.message, error.line);
    }
  }
  function print(text: string, level: 'log' | 'error'): void {
    output.append(h('pre', { class: `pg-${level}` }, text));
    output.scrollTop = output.scrollHeight;
  }
  function fail(message: string, line: number | undefined): void {
    print(line === undefined ? message : `Line ${line}: ${message}`, 'error');
    if (line !== undefined) editor.mark(line, message);
    status.textContent = 'Failed';
  }
  function ended(): void {
    status.textContent = 'Stopped';
    stop.disabled = true;
    states.closePages();
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

  runner = await createRunner(new URL('./worker.js', import.meta.url).href, listener);
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

function loadStyle(): Promise<void> {
  const link = h('link', { rel: 'stylesheet', href: new URL('./style.css', import.meta.url).href });
  document.head.append(link);
  return new Promise((resolve) => link.addEventListener('load', () => resolve(), { once: true }));
}

import type { Example, Offer } from '../examples.ts';
import type { PlaygroundEvent } from '../messages.ts';
import { createActivity } from '../view/activity.ts';
import { h } from '../view/dom.ts';
import { createEditor } from '../view/editor.ts';
import { createPayer } from '../view/payer.ts';
import { createStates } from '../view/states.ts';
import { createTabs } from '../view/tabs.ts';
import { createMenu } from '../view/toolbar.ts';
import { FAULTS } from './faults.ts';
import { readLink, writeLink } from './link.ts';
import { createRunner, type Listener } from './runner.ts';
import { CodeError, stripTypes } from './strip-types.ts';

const [CALLS, PAYER] = ['Calls and webhooks', 'Payment page'];
const OWN = 'own';

/** Builds the playground in an element. Resolves when the first run can start. */
export async function mount(root: HTMLElement): Promise<() => void> {
  const started = performance.now();
  const styled = loadStyle();
  const offer: Offer = await (await fetch(new URL('./offer.json', import.meta.url))).json();
  await styled;
  const output = h('output', { class: 'pg-output', role: 'log', 'aria-label': 'Output', tabindex: '0' });
  const status = h('p', { class: 'pg-status', role: 'status' }, 'Starting…');
  const run = h('button', { type: 'button', class: 'pg-button pg-run', disabled: '' }, 'Run');
  const stop = h('button', { type: 'button', class: 'pg-button', disabled: '' }, 'Stop');
  const share = h('button', { type: 'button', class: 'pg-button' }, 'Copy link');
  const codePanel = h('div', { class: 'pg-code' });
  const [callsPanel, payerPanel, cards] = [h('div'), h('div'), h('div', { class: 'pg-cards' })];
  const tabs = createTabs('What happened', { [CALLS]: callsPanel, [PAYER]: payerPanel });
  const editor = createEditor(codePanel, () => {
    editor.clearMarks();
    examples.select(OWN);
  });
  const examples = createMenu('Example', choices(offer.examples), (id) => open(id));
  const faults = createMenu(
    'What goes wrong',
    FAULTS.map(({ name, title }) => ({ value: name, title })),
    () => runner.setFault(chosenFault()),
  );
  const chosenFault = () => FAULTS.find(({ name }) => name === faults.value())?.fault;
  const activity = createActivity(callsPanel, (count) => tabs.note(CALLS, count === 0 ? '' : String(count)));
  const payer = createPayer(payerPanel, (url, form) => runner.load(url, form));
  const states = createStates(cards, (url) => {
    tabs.show(PAYER);
    void payer.open(url);
  });
  let begun = 0;

  root.replaceChildren(
    h(
      'div',
      { class: 'pg-toolbar' },
      examples.element,
      faults.element,
      h('div', { class: 'pg-actions' }, share, stop, run),
    ),
    h(
      'div',
      { class: 'pg-columns' },
      h(
        'section',
        { class: 'pg-left', 'aria-label': 'Code' },
        codePanel,
        h('div', { class: 'pg-console' }, status, output),
      ),
      h('section', { class: 'pg-right', 'aria-label': 'What happened' }, cards, tabs.element),
    ),
  );
  await openLinked();

  const listener: Listener = {
    heard(message) {
      if (message.type === 'event') show(message.event, message.payAt);
      else if (message.type === 'printed') print(message.text, message.level);
      else if (message.type === 'done') end(`Done in ${Math.round(performance.now() - begun)} ms`);
      else fail(message.message, message.line);
    },
    hung(seconds) {
      print(`Stopped: the code ran for ${seconds} s without a pause, as a loop without an end does.`, 'error');
      end('Stopped');
    },
  };
  const runner = await createRunner(new URL('./worker.js', import.meta.url).href, listener);
  const ready = Math.round(performance.now() - started);
  performance.measure('playground', { start: started, duration: ready });
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  status.textContent = `Ready in ${ready} ms: ${kB(offer.size.page)}, and ${kB(offer.size.editor)} for the editor`;
  run.disabled = false;

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
      runner.run(code, chosenFault());
    } catch (error) {
      if (!(error instanceof CodeError)) throw error;
      fail(error.message, error.line);
    }
  }
  function show(event: PlaygroundEvent, payAt: string | undefined): void {
    if (event.type === 'exchange') activity.call(event.exchange);
    else if (event.type === 'delivery') activity.delivery(event.delivery);
    else states.happened(event, payAt);
  }
  function print(text: string, level: 'log' | 'error'): void {
    output.append(h('pre', { class: `pg-${level}` }, text));
    output.scrollTop = output.scrollHeight;
  }
  function fail(message: string, line: number | undefined): void {
    print(line === undefined ? message : `Line ${line}: ${message}`, 'error');
    if (line !== undefined) editor.mark(line, message);
    end('Failed');
  }
  // The worker goes on after the last statement, so that the payer can still pay.
  function end(text: string): void {
    status.textContent = text;
    stop.disabled = text !== 'Failed' && !text.startsWith('Done');
  }
  function open(id: string): void {
    const example = offer.examples.find((one) => one.id === id);
    if (!example) return;
    editor.setCode(example.code);
    examples.select(id);
    faults.select(example.fault ?? 'none');
    history.replaceState(history.state, '', `#example=${id}`);
  }
  async function openLinked(): Promise<void> {
    const linked = await readLink(location.hash);
    if (linked && 'code' in linked) editor.setCode(linked.code);
    else open(linked?.example ?? '');
    if (editor.code() === '') open(offer.examples[0]?.id ?? '');
    if (linked && 'code' in linked) examples.select(OWN);
  }

  run.addEventListener('click', begin);
  stop.addEventListener('click', () => {
    runner.stop();
    end('Stopped');
  });
  share.addEventListener('click', async () => {
    const link = await writeLink(editor.code());
    history.replaceState(history.state, '', link);
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    status.textContent = 'The address of this page now contains the code';
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || run.disabled) return;
    event.preventDefault();
    begin();
  };
  const onHash = () => void openLinked();
  root.addEventListener('keydown', onKey, { capture: true });
  addEventListener('hashchange', onHash);
  return () => {
    removeEventListener('hashchange', onHash);
    runner.stop();
    editor.destroy();
  };
}

function loadStyle(): Promise<void> {
  const link = h('link', { rel: 'stylesheet', href: new URL('./style.css', import.meta.url).href });
  document.head.append(link);
  return new Promise((resolve) => link.addEventListener('load', () => resolve(), { once: true }));
}

function choices(examples: readonly Example[]) {
  return [
    { value: OWN, title: 'Your own code' },
    ...examples.map(({ id, title, page }) => ({ value: id, title, group: page })),
  ];
}

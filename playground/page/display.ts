import type { Activity } from '../view/activity.ts';
import { h } from '../view/dom.ts';
import type { Editor } from '../view/editor.ts';
import type { States } from '../view/states.ts';
import type { Listener } from './runner.ts';
import { CodeError, stripTypes } from './strip-types.ts';

/** What a run is shown in. */
interface Views {
  readonly editor: Editor;
  readonly output: HTMLElement;
  readonly status: HTMLElement;
  readonly activity: Activity;
  readonly states: States;
}

/** Shows what becomes of a run. */
export interface Display extends Listener {
  /** Clears the last run away, and gives the code of the next one without its types, unless it cannot be read. */
  begin(): string | undefined;
  /** Nothing runs any more, and nothing can be paid. */
  stopped(): void;
}

export function createDisplay({ editor, output, status, activity, states }: Views): Display {
  let begun = 0;

  function print(text: string, level: 'log' | 'error'): void {
    output.append(h('pre', { class: `pg-${level}` }, text));
    output.scrollTop = output.scrollHeight;
  }
  function fail(message: string, line: number | undefined): void {
    print(line === undefined ? message : `Line ${line}: ${message}`, 'error');
    if (line !== undefined) editor.mark(line, message);
    status.textContent = 'Failed';
  }
  function stopped(): void {
    status.textContent = 'Stopped';
    states.closePages();
  }

  return {
    begin() {
      editor.clearMarks();
      output.replaceChildren();
      activity.clear();
      states.clear();
      begun = performance.now();
      try {
        const code = stripTypes(editor.code());
        status.textContent = 'Running…';
        return code;
      } catch (error) {
        if (!(error instanceof CodeError)) throw error;
        fail(error.message, error.line);
        return undefined;
      }
    },
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
      stopped();
    },
    stopped,
  };
}

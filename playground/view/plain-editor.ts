import { h } from './dom.ts';

/** Where the code is written. */
export interface Editor {
  code(): string;
  setCode(text: string): void;
  /** Where the cursor is, in characters from the start. */
  caret(): number;
  /** Shows a message in a line, until the code changes. */
  mark(line: number, message: string): void;
  clearMarks(): void;
  destroy(): void;
}

/** A field for text. The output names the line of an error, so that it marks none. */
export function plainEditor(parent: HTMLElement, changed: () => void): Editor {
  const field = h('textarea', { class: 'pg-plain', spellcheck: 'false', 'aria-label': 'Code', autocapitalize: 'off' });
  field.addEventListener('input', changed);
  parent.append(field);
  return {
    code: () => field.value,
    setCode(text) {
      field.value = text;
    },
    caret: () => field.selectionStart,
    mark() {},
    clearMarks() {},
    destroy: () => field.remove(),
  };
}

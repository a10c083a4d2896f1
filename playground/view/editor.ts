import { type Editor, plainEditor } from './plain-editor.ts';

/** Begins with a plain field for text, and becomes an editor with colours once that is loaded. */
export function createEditor(parent: HTMLElement, changed: () => void): Editor {
  let editor = plainEditor(parent, changed);
  import('./code-editor.ts').then(({ codeEditor }) => {
    const code = editor.code();
    const focused = parent.contains(document.activeElement);
    editor.destroy();
    editor = codeEditor(parent, code, changed);
    if (focused) parent.querySelector<HTMLElement>('[contenteditable]')?.focus();
  }, console.error);
  return {
    code: () => editor.code(),
    setCode: (text) => editor.setCode(text),
    mark: (line, message) => editor.mark(line, message),
    clearMarks: () => editor.clearMarks(),
    destroy: () => editor.destroy(),
  };
}

import { type Editor, plainEditor } from './plain-editor.ts';

/**
 * Begins with a plain field for text, and becomes an editor with colours once that is loaded.
 *
 * @param options `whenUsed` loads that when the field gets the focus, and not before.
 */
export function createEditor(
  parent: HTMLElement,
  changed: () => void,
  { whenUsed = false }: { readonly whenUsed?: boolean } = {},
): Editor {
  let editor: Editor = plainEditor(parent, changed);
  let gone = false;
  const improve = async () => {
    const { codeEditor } = await import('./code-editor.ts');
    if (gone) return;
    const [code, caret] = [editor.code(), editor.caret()];
    const focused = parent.contains(document.activeElement);
    editor.destroy();
    editor = codeEditor(parent, code, changed, caret);
    if (focused) parent.querySelector<HTMLElement>('[contenteditable]')?.focus();
  };
  if (whenUsed) parent.addEventListener('focusin', () => improve().catch(console.error), { once: true });
  else improve().catch(console.error);
  return {
    code: () => editor.code(),
    setCode: (text) => editor.setCode(text),
    caret: () => editor.caret(),
    mark: (line, message) => editor.mark(line, message),
    clearMarks: () => editor.clearMarks(),
    destroy() {
      gone = true;
      editor.destroy();
    },
  };
}

export type { Editor } from './plain-editor.ts';

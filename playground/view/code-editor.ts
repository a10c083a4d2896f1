import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers, WidgetType } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { h } from './dom.ts';
import type { Editor } from './plain-editor.ts';

/** An editor for TypeScript. Tab leaves it, as everywhere on a page. */
export function codeEditor(parent: HTMLElement, code: string, changed: () => void, caret: number): Editor {
  const extensions = [
    lineNumbers(),
    history(),
    bracketMatching(),
    javascript({ typescript: true }),
    syntaxHighlighting(COLOURS),
    marks,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'Code', spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => update.docChanged && changed()),
    keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap]),
  ];
  const stateOf = (doc: string, anchor: number) => EditorState.create({ doc, extensions, selection: { anchor } });
  const view = new EditorView({ parent, state: stateOf(code, caret) });
  return {
    code: () => view.state.doc.toString(),
    setCode: (text) => view.setState(stateOf(text, 0)),
    caret: () => view.state.selection.main.head,
    mark(line, message) {
      const { doc } = view.state;
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
      view.dispatch({ effects: [setMark.of({ at: at.from, message }), EditorView.scrollIntoView(at.from)] });
    },
    clearMarks: () => view.dispatch({ effects: setMark.of(undefined) }),
    destroy: () => view.destroy(),
  };
}

const setMark = StateEffect.define<{ readonly at: number; readonly message: string } | undefined>();

/** The line with an error, and below it what is wrong. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      if (effect.value === undefined) return Decoration.none;
      const { at, message } = effect.value;
      const end = transaction.state.doc.lineAt(at).to;
      return Decoration.set([
        Decoration.line({ class: 'pg-bad-line' }).range(at),
        Decoration.widget({ widget: new Message(message), block: true, side: 1 }).range(end),
      ]);
    }
    return transaction.docChanged ? Decoration.none : shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Message extends WidgetType {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq(other: Message): boolean {
    return other.#text === this.#text;
  }

  override toDOM(): HTMLElement {
    return h('div', { class: 'pg-message' }, this.#text);
  }
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: 'pg-keyword' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], class: 'pg-string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'pg-number' },
  { tag: [tags.lineComment, tags.blockComment], class: 'pg-comment' },
  { tag: [tags.typeName, tags.className], class: 'pg-type' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'pg-function' },
]);

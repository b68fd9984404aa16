import { Editor, Extension } from '@tiptap/core';
import { Selection } from '@tiptap/pm/state';
import { yCursorPlugin, ySyncPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { drawCaret, drawSelection } from './carets.ts';
import { descriptionExtensions } from './schema.ts';

export interface DescriptionEditorOptions {
  element: HTMLElement;
  fragment: Y.XmlFragment;
  awareness: Awareness | null;
  label: string;
  undo: () => void;
  redo: () => void;
  /** Escape: the person is done here. */
  onleave: () => void;
  onfocus: () => void;
  onblur: () => void;
  /** The selection or the text changed: what the toolbar shows may have. */
  onchange: () => void;
}

/** Binds the editor to the shared text: what is typed goes there, what others type and where they are comes in. */
const shared = ({ fragment, awareness, undo, redo, onleave }: DescriptionEditorOptions) =>
  Extension.create({
    name: 'shared',
    priority: 1000,
    addProseMirrorPlugins: () => [
      ySyncPlugin(fragment),
      ...(awareness
        ? [yCursorPlugin(awareness, { cursorBuilder: drawCaret, selectionBuilder: drawSelection })]
        : []),
    ],
    addKeyboardShortcuts: () => {
      const press = (action: () => void) => () => {
        action();
        return true;
      };
      return {
        'Mod-z': press(undo),
        'Mod-Shift-z': press(redo),
        'Mod-y': press(redo),
        Escape: press(onleave),
      };
    },
  });

/** The editor of one section's description. Mount one at a time; `destroy` it when the person goes elsewhere. */
export function openDescriptionEditor(options: DescriptionEditorOptions): Editor {
  return new Editor({
    element: options.element,
    extensions: [...descriptionExtensions(), shared(options)],
    // Our own style sheet holds the few rules it needs; pages here may carry no others.
    injectCSS: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': options.label,
        class: 'prose',
      },
    },
    onFocus: options.onfocus,
    onBlur: options.onblur,
    onTransaction: options.onchange,
  });
}

/** Begins writing where the person pressed, or at the end. */
export function putCaret(editor: Editor, at: { x: number; y: number } | null): void {
  const { view, state } = editor;
  const place = at && view.posAtCoords({ left: at.x, top: at.y });
  const selection = place ? Selection.near(state.doc.resolve(place.pos)) : Selection.atEnd(state.doc);
  view.dispatch(state.tr.setSelection(selection));
  view.focus();
}

import type { Attachment } from 'svelte/attachments';
import type * as Y from 'yjs';
import { type TextDelta, type TextEdit, editBetween, placeAfter } from './text-edit.ts';

type TextControl = HTMLInputElement | HTMLTextAreaElement;

export interface TextBinding {
  text: Y.Text;
  /** The text is one line, also where the field wraps it. */
  oneLine?: boolean;
  /** Writes what the person did, as theirs; false when it could not be written. */
  write: (edit: TextEdit) => boolean;
  /** Undo and redo are about what this person did to the document, not what this field remembers. */
  undo: () => void;
  redo: () => void;
}

/** Line ends that the control would swallow stand as blanks, so that places in it are places in the text. */
const LOST_IN_LINES = /\r/g;
const LOST_IN_ONE_LINE = /[\r\n]/g;

/**
 * A field that many write in at once: each keystroke goes into the shared text as it is made, and what others
 * write comes in without moving the caret off the words it stands at. While letters are being composed (an
 * accent, a Chinese word) nothing is drawn over them; what came meanwhile is drawn when they are done.
 */
export function bindText({ text, oneLine = false, write, undo, redo }: TextBinding): Attachment {
  return (node) => {
    const control = node as TextControl;
    const lost = oneLine || control instanceof HTMLInputElement ? LOST_IN_ONE_LINE : LOST_IN_LINES;
    const drawn = (): string => text.toJSON().replace(lost, ' ');
    /** What the control showed when it and the text were last the same. */
    let shown = drawn();
    let composing = false;
    /** What the text tells of is what is being written from here. */
    let writing = false;
    let waiting: TextDelta[] = [];
    control.value = shown;

    const draw = (deltas: readonly TextDelta[]): void => {
      const { selectionStart, selectionEnd, scrollTop } = control;
      shown = drawn();
      if (control.value === shown) return;
      control.value = shown;
      if (document.activeElement !== control || selectionStart === null || selectionEnd === null) return;
      const follow = (at: number) => deltas.reduce((place, delta) => placeAfter(delta, place), at);
      control.setSelectionRange(follow(selectionStart), follow(selectionEnd));
      control.scrollTop = scrollTop;
    };

    const push = (): void => {
      const { selectionStart, selectionEnd } = control;
      const typed = control.value.replace(lost, ' '); // lines were pasted where there is one
      if (typed !== control.value) {
        control.value = typed;
        control.setSelectionRange(selectionStart, selectionEnd);
      }
      const edit = editBetween(shown, control.value, control.selectionStart ?? undefined);
      if (!edit) return draw(waiting);
      const at = waiting.reduce((place, delta) => placeAfter(delta, place), edit.at);
      const end = waiting.reduce((place, delta) => placeAfter(delta, place), edit.at + edit.removed);
      shown = control.value;
      writing = true;
      const written = write({ at, removed: Math.max(end - at, 0), inserted: edit.inserted });
      writing = false;
      if (!written || waiting.length > 0) draw(waiting);
    };

    const onText = (event: Y.YTextEvent): void => {
      if (writing) return;
      if (composing) waiting.push(event.delta as TextDelta);
      else draw([event.delta as TextDelta]);
    };
    const onInput = (): void => {
      if (!composing) push();
    };
    const onStart = (): void => {
      composing = true;
    };
    const onEnd = (): void => {
      composing = false;
      push();
      waiting = [];
    };
    const onBeforeInput = (event: Event): void => {
      const { inputType } = event as InputEvent;
      if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return;
      event.preventDefault();
      if (inputType === 'historyUndo') undo();
      else redo();
    };

    text.observe(onText);
    control.addEventListener('input', onInput);
    control.addEventListener('beforeinput', onBeforeInput);
    control.addEventListener('compositionstart', onStart);
    control.addEventListener('compositionend', onEnd);
    return () => {
      text.unobserve(onText);
      control.removeEventListener('input', onInput);
      control.removeEventListener('beforeinput', onBeforeInput);
      control.removeEventListener('compositionstart', onStart);
      control.removeEventListener('compositionend', onEnd);
    };
  };
}

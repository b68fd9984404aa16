import { afterEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { bindText } from './bind-text.ts';

/** As much of a text field as the binding touches; `type` does what a person's key does. */
class Control extends EventTarget {
  value = '';
  selectionStart = 0;
  selectionEnd = 0;
  scrollTop = 0;
  setSelectionRange(start: number, end: number): void {
    [this.selectionStart, this.selectionEnd] = [start, end];
  }
  type(words: string): void {
    const { value, selectionStart: at, selectionEnd: end } = this;
    this.value = value.slice(0, at) + words + value.slice(end);
    this.setSelectionRange(at + words.length, at + words.length);
    this.dispatchEvent(new Event('input'));
  }
}

afterEach(() => vi.unstubAllGlobals());

/** A field bound to `text`, with the focus in it and the caret at `at`. */
function field(text: Y.Text, at: number, undo = () => {}) {
  const control = new Control();
  vi.stubGlobal('HTMLInputElement', Control);
  vi.stubGlobal('document', { activeElement: control });
  const stop = bindText({
    text,
    write: ({ at: place, removed, inserted }) => {
      text.doc?.transact(() => {
        text.delete(place, removed);
        text.insert(place, inserted);
      }, 'mine');
      return true;
    },
    undo,
    redo: () => {},
  })(control as unknown as HTMLElement);
  control.setSelectionRange(at, at);
  return { control, stop };
}

/** Two documents that hear of each other at once. */
function pair(words: string): [Y.Text, Y.Text] {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  a.on('update', (update: Uint8Array) => Y.applyUpdate(b, update));
  b.on('update', (update: Uint8Array) => Y.applyUpdate(a, update));
  a.getText('title').insert(0, words);
  return [a.getText('title'), b.getText('title')];
}

test('each key goes into the shared text, and only it', () => {
  const [mine, theirs] = pair('Warm up');
  const { control } = field(mine, 4);
  control.setSelectionRange(4, 5);
  control.type('-');
  expect([control.value, theirs.toJSON()]).toEqual(['Warm-up', 'Warm-up']);
});

test('what others write moves the caret with the words it stands at', () => {
  const [mine, theirs] = pair('Warm up');
  const { control } = field(mine, 7);
  theirs.insert(0, 'Quick: ');
  expect([control.value, control.selectionStart]).toEqual(['Quick: Warm up', 14]);
  control.type('!');
  expect(theirs.toJSON()).toBe('Quick: Warm up!');
});

test('while letters are composed nothing is drawn over them, and both stand afterwards', () => {
  const [mine, theirs] = pair('caf');
  const { control } = field(mine, 3);
  control.dispatchEvent(new Event('compositionstart'));
  control.type('´');
  theirs.insert(0, 'Le ');
  expect(control.value).toBe('caf´');
  control.setSelectionRange(3, 4);
  control.type('é');
  control.dispatchEvent(new Event('compositionend'));
  expect([control.value, mine.toJSON(), theirs.toJSON()]).toEqual(['Le café', 'Le café', 'Le café']);
});

test('lines pasted into one line become blanks', () => {
  const [mine, theirs] = pair('');
  const { control } = field(mine, 0);
  control.type('Two\nlines');
  expect([control.value, theirs.toJSON()]).toEqual(['Two lines', 'Two lines']);
});

test('the field’s own undo is the document’s', () => {
  const undo = vi.fn();
  const { control } = field(pair('x')[0], 0, undo);
  const event = Object.assign(new Event('beforeinput', { cancelable: true }), { inputType: 'historyUndo' });
  control.dispatchEvent(event);
  expect([undo.mock.calls.length, event.defaultPrevented]).toEqual([1, true]);
});

test('left, it hears nothing more', () => {
  const [mine, theirs] = pair('a');
  const { control, stop } = field(mine, 0);
  if (typeof stop === 'function') stop();
  theirs.insert(0, 'b');
  expect(control.value).toBe('a');
});

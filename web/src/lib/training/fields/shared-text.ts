import type { Attachment } from 'svelte/attachments';
import type { SharedTextKey } from '../outline/field-key.ts';
import type { OutlineDoc } from '../outline/outline-doc.svelte.ts';
import { bindText } from './bind-text.ts';

/** Binds a field to one of the outline's shared texts; null until the document is here. */
export function sharedText(
  outline: OutlineDoc,
  key: SharedTextKey,
  { oneLine = false }: { oneLine?: boolean } = {},
): Attachment | null {
  const text = outline.text(key);
  if (!text) return null;
  return bindText({
    text,
    oneLine,
    write: (edit) => outline.writeText(key, edit),
    undo: () => outline.undo(),
    redo: () => outline.redo(),
  });
}

/**
 * Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) on a page of the builder: one's own last change, wherever it was made. In a
 * field that is not shared, such as a search, undo stays about what was typed there.
 */
export function undoKeys(outline: OutlineDoc): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || !outline.mayEdit)
      return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    const field = (event.target as Element).closest('input, textarea, select, [contenteditable="true"]');
    if (field && !field.hasAttribute('data-shared')) return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) outline.redo();
    else outline.undo();
  };
}

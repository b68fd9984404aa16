import Sortable from 'sortablejs';
import type { Attachment } from 'svelte/attachments';

export interface Drop {
  /** The dragged section's id. */
  id: string;
  /** What now stands right before it; null when it is first. */
  after: string | null;
}

export interface DragOptions {
  onstart: () => void;
  /** Null: put back where it was. */
  onend: (drop: Drop | null) => void;
}

/** Each row of the list, and within it what one takes hold of. */
const ITEM = '[data-row]';
const GRIP = '.grip';

/**
 * Reordering sections by mouse and finger, by their grips. Sortable moves real elements about; the list belongs to
 * Svelte and the document, so at the drop the element goes back where it was, and the document is told.
 */
export function draggable({ onstart, onend }: DragOptions): Attachment {
  return (node) => {
    let home: { parent: Node; next: Node | null } | null = null;
    const idOf = (element: Element | null) => (element as HTMLElement | null)?.dataset['row'] ?? null;
    const sortable = Sortable.create(node as HTMLElement, {
      draggable: ITEM,
      handle: GRIP,
      // Our own ghost on every device: the browser's differs, and buttons cannot be dragged natively.
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      scrollSensitivity: 80,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'drop-place',
      chosenClass: 'chosen',
      dragClass: 'dragged',
      onStart: ({ item }) => {
        home = item.parentNode ? { parent: item.parentNode, next: item.nextSibling } : null;
        onstart();
      },
      onEnd: ({ item, oldIndex, newIndex }) => {
        const id = idOf(item);
        const drop =
          id !== null && oldIndex !== newIndex ? { id, after: idOf(item.previousElementSibling) } : null;
        if (home) {
          const { parent, next } = home;
          parent.insertBefore(item, next?.parentNode === parent ? next : null);
        }
        home = null;
        onend(drop);
      },
    });
    return () => {
      sortable.destroy();
      // Taken out of the page with something in the hand: nothing is held still for it any more.
      if (home) onend(null);
    };
  };
}

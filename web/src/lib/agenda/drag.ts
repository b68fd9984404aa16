import Sortable from 'sortablejs';
import type { Attachment } from 'svelte/attachments';

/** A finger rests this long, ms, before a thing follows it: shorter, and scrolling would drag. */
const LONG_PRESS_MS = 280;

export interface Drop {
  /** `data-id` of what was dragged. */
  id: string;
  /** `data-list` of the lists it was taken from and put into. */
  from: string;
  to: string;
  /** Among the things of that list, without the dragged one. */
  index: number;
}

export interface DragOptions {
  /** Lists of one group exchange their things. */
  group: string;
  /** Selector of what is dragged. */
  item: string;
  /** What lies here is taken as often as one likes, and nothing is put here. */
  isSource?: boolean;
  ondrop: (drop: Drop) => void;
}

/**
 * Dragging between lists, by mouse and finger. Sortable moves real elements about; the lists are drawn from
 * data, so at the drop the element is put back where it was, and whoever holds the data is told.
 */
export function draggable({ group, item, isSource = false, ondrop }: DragOptions): Attachment {
  return (node) => {
    const list = node as HTMLElement;
    let home: { parent: Node; next: Node | null } | null = null;

    const sortable = Sortable.create(list, {
      group: { name: group, pull: isSource ? 'clone' : true, put: !isSource },
      sort: !isSource,
      draggable: item,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 5,
      touchStartThreshold: 6,
      delay: LONG_PRESS_MS,
      delayOnTouchOnly: true,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      emptyInsertThreshold: 24,
      ghostClass: 'drop-place',
      dragClass: 'dragged',
      onStart: ({ item: dragged }) => {
        home = dragged.parentNode ? { parent: dragged.parentNode, next: dragged.nextSibling } : null;
        document.documentElement.dataset['dragging'] = group;
      },
      onEnd: ({ item: dragged, from, to, clone, oldDraggableIndex, newDraggableIndex }) => {
        delete document.documentElement.dataset['dragging'];
        const drop: Drop = {
          id: dragged.dataset['id'] ?? '',
          from: from.dataset['list'] ?? '',
          to: to.dataset['list'] ?? '',
          index: newDraggableIndex ?? 0,
        };
        const didMove = from !== to || oldDraggableIndex !== newDraggableIndex;
        // The clone that stayed in its place goes; what was dragged comes back into it.
        if (isSource && clone !== dragged) clone.remove();
        if (home) home.parent.insertBefore(dragged, home.next?.parentNode === home.parent ? home.next : null);
        home = null;
        if (didMove && drop.id !== '' && !(isSource && from === to)) ondrop(drop);
      },
    });
    return () => sortable.destroy();
  };
}

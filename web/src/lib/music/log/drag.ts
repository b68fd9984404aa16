import Sortable from 'sortablejs';
import type { Attachment } from 'svelte/attachments';

/** A finger rests this long, ms, before a row follows it: shorter, and scrolling would drag. */
const LONG_PRESS_MS = 280;

export interface DropPlace {
  /** The dragged thing's id. */
  id: string;
  /** The id of what now stands right before it in its list; null when it is first. */
  after: string | null;
  /** The id of what now stands right behind it; null when it is last. */
  before: string | null;
  /** The set it was dropped into, when tunes are dragged: by the id it is drawn with. */
  list: string | null;
}

export interface DragOptions {
  /** Lists of one group exchange their things. */
  group: string;
  /** What is dragged, and the attribute (in `dataset`) that holds its id. */
  item: string;
  idOf: 'id' | 'set';
  /** Taking hold of this drags at once, by touch too. */
  grip: string;
  /** Only the grip drags: a finger elsewhere is meant for something else. */
  gripOnly?: boolean;
  onstart: () => void;
  onend: (drop: DropPlace | null) => void;
}

/**
 * Reordering by mouse and finger. Sortable moves real elements about; the list belongs to Svelte and
 * the document, so at the drop the element is put back where it was, and the document is told.
 */
export function draggable(options: DragOptions): Attachment {
  return (node) => {
    const list = node as HTMLElement;
    let home: { parent: Node; next: Node | null } | null = null;
    const idOf = (element: Element | null) => (element as HTMLElement | null)?.dataset[options.idOf] ?? null;

    const sortable = Sortable.create(list, {
      group: options.group,
      draggable: options.item,
      ...(options.gripOnly ? { handle: options.grip } : {}),
      // Our own ghost on every device: the browser's differs, and buttons cannot be dragged natively.
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 5,
      touchStartThreshold: 6,
      delay: LONG_PRESS_MS,
      delayOnTouchOnly: true,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'drop-place',
      chosenClass: 'chosen',
      dragClass: 'dragged',
      onStart: ({ item }) => {
        home = item.parentNode ? { parent: item.parentNode, next: item.nextSibling } : null;
        options.onstart();
      },
      onEnd: ({ item, to, from, oldIndex, newIndex }) => {
        const moved = from !== to || oldIndex !== newIndex;
        const id = idOf(item);
        const drop: DropPlace | null =
          moved && id !== null
            ? {
                id,
                after: idOf(item.previousElementSibling),
                before: idOf(item.nextElementSibling),
                list: to.closest<HTMLElement>('[data-set]')?.dataset.set ?? null,
              }
            : null;
        if (home) {
          const { parent, next } = home;
          parent.insertBefore(item, next?.parentNode === parent ? next : null);
        }
        home = null;
        options.onend(drop);
      },
    });

    const onPointerDown = (event: PointerEvent) => {
      const onGrip = (event.target as Element).closest(options.grip) !== null;
      sortable.option('delay', onGrip ? 0 : LONG_PRESS_MS);
    };
    list.addEventListener('pointerdown', onPointerDown, { capture: true });
    return () => {
      list.removeEventListener('pointerdown', onPointerDown, { capture: true });
      sortable.destroy();
    };
  };
}

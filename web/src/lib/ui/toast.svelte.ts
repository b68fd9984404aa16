/**
 * Short messages about what just happened. One list for the browser: the server never writes to it,
 * since `toast` is only called by what a person did.
 */
export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  /** One thing that may be done about it, such as undoing. */
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;
/** A message with something to press stays long enough to reach it. */
const SHOWN_WITH_ACTION_MS = 12_000;

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): void {
    const id = this.#next++;
    const { kind = 'done', action } = options;
    this.list.push({ id, text, kind, ...(action === undefined ? {} : { action }) });
    if (this.list.length > 3) this.list.shift();
    setTimeout(() => this.dismiss(id), action === undefined ? SHOWN_MS : SHOWN_WITH_ACTION_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

/** Says that something was done: `toast('Link copied')`. */
export const toast = (text: string, action?: Toast['action']): void =>
  toasts.show(text, action === undefined ? {} : { action });

/** Says that something failed, and what to do. */
export const toastProblem = (text: string, action?: Toast['action']): void =>
  toasts.show(text, action === undefined ? { kind: 'problem' } : { kind: 'problem', action });

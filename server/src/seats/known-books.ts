import type { SeatState } from '@ensemble/shared/seats';

/** The long lists of an instance's seats. */
export type Book = Pick<SeatState, 'reservations' | 'answers'>;

/** What names one state of a book: each write raises one of the two, and an instance made anew has another birth. */
export interface Edition {
  version: number;
  rev: number;
  bornMs: number;
}

/** Parties and answers, all books together; some tens of megabytes. */
const MOST_ROWS = 200_000;

/**
 * Books as this node read or wrote them last. Good for as long as the store names the same edition, which is asked
 * each time: then the lists, which grow all evening, need not be sent and read again for every booking.
 */
export class KnownBooks {
  readonly #known = new Map<string, Edition & { book: Book }>();
  #rows = 0;

  get(id: string, { version, rev, bornMs }: Edition): Book | null {
    const known = this.#known.get(id);
    return known?.version === version && known.rev === rev && known.bornMs === bornMs ? known.book : null;
  }

  set(id: string, edition: Edition, { reservations, answers }: Book): void {
    this.forget(id);
    this.#known.set(id, { ...edition, book: { reservations, answers } });
    this.#rows += reservations.length + answers.length;
    for (const [oldest] of this.#known) {
      if (this.#rows <= MOST_ROWS) return;
      this.forget(oldest);
    }
  }

  forget(id: string): void {
    const known = this.#known.get(id);
    if (!known) return;
    this.#rows -= known.book.reservations.length + known.book.answers.length;
    this.#known.delete(id);
  }
}

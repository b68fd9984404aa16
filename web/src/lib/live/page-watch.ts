import { type InstanceChange, liveClient } from './live-client.ts';

interface Known {
  id: string;
  version: number;
}

/** Several pushes of one moment (a cancelled night, its seats, its state) lead to one reload. */
const SETTLE_MS = 200;

/** What a page wants to hear of besides what it shows. */
export interface Around {
  /** Every evening of these sessions. */
  sessions?: readonly string[];
  /** The sessions of a city that are in the days shown, local dates, both inclusive. */
  city?: { slug: string; from: string; to: string };
}

/**
 * Keeps a page of evenings or sessions true: says once when one on it is newer than what it shows, or when there is
 * one around that it does not show; and when the page comes back into sight after a while, since a phone that slept
 * heard nothing.
 */
export class PageWatch {
  readonly #onchange: () => void;
  readonly #versions = new Map<string, number>();
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  /** Call in an effect with what the page shows now; answers the stop. */
  follow(shown: readonly Known[], { sessions = [], city }: Around): () => void {
    for (const { id, version } of shown) this.#hear(id, version);
    const ids = new Set(shown.map(({ id }) => id));
    const request = {
      instances: [...ids],
      sessions: [...sessions],
      ...(city === undefined ? {} : { city: city.slug }),
    };
    // A city tells of all its days: what is neither shown nor comes into the days shown is nothing to this page.
    const concerns = ({ id, date, source }: InstanceChange): boolean =>
      city === undefined ||
      ids.has(id) ||
      (date !== undefined &&
        date >= city.from &&
        date <= city.to &&
        (source?.kind ?? 'agenda-slot') === 'agenda-slot');
    const unwatch =
      ids.size + sessions.length === 0 && city === undefined
        ? () => undefined
        : liveClient().watch(request, {
            onInstance: (change) => concerns(change) && this.#notice(change.id, change.version),
            onActive: ({ instanceId, version }) =>
              (city === undefined || ids.has(instanceId)) && this.#notice(instanceId, version),
          });
    const onvisible = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) this.#schedule();
    };
    document.addEventListener('visibilitychange', onvisible);
    return () => {
      unwatch();
      document.removeEventListener('visibilitychange', onvisible);
      clearTimeout(this.#settling);
    };
  }

  #hear(id: string, version: number): boolean {
    if (version <= (this.#versions.get(id) ?? -1)) return false;
    this.#versions.set(id, version);
    return true;
  }

  #notice(id: string, version: number): void {
    if (this.#hear(id, version)) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#onchange, SETTLE_MS);
  }
}

import type { Log } from '../log.ts';
import type { KnowledgeRow } from './knowledge.repo.ts';

/** A text that is written elsewhere, as everybody may see it. */
export interface FeedText {
  id: string;
  version: number;
  title: string;
  /** Markdown. */
  text: string;
}

/** Another domain's public texts. They stay there; the knowledge base follows them. */
export interface KnowledgeFeed {
  /** One word, such as `note`; kept with each document. */
  source: string;
  /** Everything that is public now, its version by its id. */
  versions(): Promise<ReadonlyMap<string, number>>;
  /** One as it is now; null where it is gone or not for everybody. */
  text(id: string): Promise<FeedText | null>;
  /** Those of `ids` that everybody may still see. */
  stillOpen(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Calls with the id of what was written, changed, closed or deleted; its caller waits for the promise. */
  onChange(listener: (id: string) => Promise<void>): void;
}

/** Keeps one copy of a feed's text, or takes it away with null. */
export type Keep = (source: string, id: string, text: FeedText | null) => Promise<void>;

export class Feeds {
  readonly #feeds = new Map<string, KnowledgeFeed>();
  readonly #keep: Keep;
  readonly #log: Log;

  constructor(keep: Keep, log: Log) {
    this.#keep = keep;
    this.#log = log;
  }

  register(feed: KnowledgeFeed): void {
    this.#feeds.set(feed.source, feed);
    feed.onChange(async (id) => {
      try {
        await this.#keep(feed.source, id, await feed.text(id));
      } catch (error) {
        // The note itself is written; the next look over everything brings the copy.
        this.#log.error({ err: error, source: feed.source }, 'knowledge: a text could not be followed');
      }
    });
  }

  /** Makes the copies what the feeds are, as after a crash in between. */
  async followAll(kept: (source: string) => Promise<ReadonlyMap<string, number>>): Promise<void> {
    for (const feed of this.#feeds.values()) {
      const [there, here] = await Promise.all([feed.versions(), kept(feed.source)]);
      for (const id of here.keys()) if (!there.has(id)) await this.#keep(feed.source, id, null);
      for (const [id, version] of there) {
        if (here.get(id) !== version) await this.#keep(feed.source, id, await feed.text(id));
      }
    }
  }

  /** Without those that came from a feed and that not everybody may see any more, or whose feed is not there. */
  async stillOpen(rows: readonly KnowledgeRow[]): Promise<Set<KnowledgeRow>> {
    const open = new Set(rows.filter(({ origin }) => origin === null));
    for (const feed of this.#feeds.values()) {
      const fed = rows.filter(({ source, origin }) => source === feed.source && origin !== null);
      if (fed.length === 0) continue;
      const ids = await feed.stillOpen(fed.map(({ origin }) => origin?.id ?? ''));
      for (const row of fed) if (ids.has(row.origin?.id ?? '')) open.add(row);
    }
    return open;
  }
}

import { AppError, type Clock } from '@ensemble/shared';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from '@ensemble/shared/instances';
import { contributionMix, type TrainingAnalytics } from '@ensemble/shared/training';
import type { Viewer } from '../../http/viewer.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { RecordedEvent, TrainingEvents } from '../events.ts';
import { type AcceptedFact, analyticsOf, type PublishedFact } from './analytics.ts';
import type { ContentsRepo } from './contents.repo.ts';
import { publicationOf } from './publication.ts';

const USUAL_DAYS = 90;
const MOST_DAYS = 3660;
/** Reading whose words a draft is made of compares two outlines: of so many, the newest, it is done. */
const ACCEPTED_READ = 200;

/** The numbers of drafts that the viewer may read; administrators: of all. */
export class Analytics {
  readonly #deps: { drafts: DraftsPort; events: TrainingEvents; contents: ContentsRepo; clock: Clock };

  constructor(deps: { drafts: DraftsPort; events: TrainingEvents; contents: ContentsRepo; clock: Clock }) {
    this.#deps = deps;
  }

  /** Days in UTC (`YYYY-MM-DD`), both inclusive. @throws AppError `bad-request` for a window the wrong way round. */
  async of(
    viewer: Viewer,
    window: { from?: string | undefined; to?: string | undefined },
  ): Promise<TrainingAnalytics> {
    const [from, until] = this.#moments(window);
    const { drafts, events } = this.#deps;
    const draftIds = await drafts.readableIds(viewer);
    const [happened, published] = await Promise.all([
      events.between(from, until, draftIds),
      this.#published(from, until, draftIds),
    ]);
    return analyticsOf({ events: happened, published, accepted: await this.#accepted(happened) });
  }

  #moments({ from, to }: { from?: string | undefined; to?: string | undefined }): [Date, Date] {
    const last = toFakeUtc(to ?? dateOfFakeUtc(this.#deps.clock.now()));
    const first = from === undefined ? last - (USUAL_DAYS - 1) * DAY_MS : toFakeUtc(from);
    const wrong =
      first > last ? 'must not be after to' : last - first > MOST_DAYS * DAY_MS ? 'is too long ago' : null;
    if (wrong !== null) {
      throw new AppError('bad-request', `from ${wrong}.`, { fields: [{ path: 'from', message: wrong }] });
    }
    return [new Date(first), new Date(last + DAY_MS)];
  }

  /** Only what is out: an attempt's content is nobody's yet. */
  async #published(from: Date, until: Date, draftIds: readonly string[] | null): Promise<PublishedFact[]> {
    const written = await this.#deps.contents.between(from, until, draftIds);
    const rows = await this.#deps.drafts.publicationsOf([...new Set(written.map(({ draftId }) => draftId))]);
    return written.flatMap(({ _id, draftId, draftCreatedAt, number, publishedAt }) => {
      const row = rows.get(draftId);
      if (!row || !publicationOf(row)?.contentVersionIds.includes(_id.toHexString())) return [];
      const msToPublish = number === 1 ? publishedAt.getTime() - draftCreatedAt.getTime() : null;
      return [{ at: publishedAt, msToPublish }];
    });
  }

  /** Of the drafts in which something was chosen or accepted in these days, as they stand now. */
  async #accepted(events: readonly RecordedEvent[]): Promise<AcceptedFact[]> {
    const chosen = events.filter(({ kind }) => kind === 'variant-selected' || kind === 'version-accepted');
    const draftIds = [...new Set(chosen.map(({ draftId }) => draftId).reverse())].slice(0, ACCEPTED_READ);
    const facts: AcceptedFact[] = [];
    for (const draftId of draftIds) facts.push(...(await this.#acceptedOf(draftId)));
    return facts;
  }

  async #acceptedOf(draftId: string): Promise<AcceptedFact[]> {
    const { drafts } = this.#deps;
    const row = await drafts.find(draftId);
    if (!row) return [];
    const base = await drafts.baseOf(row);
    if (!base || base.persona === null) return [];
    return [{ persona: base.persona, mix: contributionMix(row.outline, base.outline, base.sources) }];
  }
}

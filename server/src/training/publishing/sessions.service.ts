import { AppError, type Clock } from '@ensemble/shared';
import type { Viewer } from '../../http/viewer.ts';
import type { InstanceRow, InstancesService } from '../../instances/index.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { ContentRow, ContentsRepo } from './contents.repo.ts';
import type { Shown } from './sessions.present.ts';
import type { ContentHead, OutSession, SessionsReader } from './sessions.reader.ts';
import type { TrainingSessionRow, TrainingSessionsRepo } from './sessions.repo.ts';

const WRITE_ATTEMPTS = 20;
/** Read at once while looking for those that a list is about. */
const BATCH = 100;
/** The newest sessions are those that are to come. */
const UPCOMING_READ = 500;

/** What one may ask about a session: what draftPolicy says of its draft, and reading where it is public. */
export type TrainingAction = 'read' | 'member' | 'edit' | 'publish';

export interface SessionsQuery {
  status?: 'published' | 'archived' | undefined;
  q?: string | undefined;
  running?: boolean | undefined;
}

export interface Listed extends Shown {
  content: ContentHead;
}

export interface TrainingSessionsDeps {
  drafts: DraftsPort;
  sessions: TrainingSessionsRepo;
  contents: ContentsRepo;
  reader: SessionsReader;
  instances: InstancesService;
  clock: Clock;
}

/** Published training sessions: who may do what with them, lists, archive, how the day goes. */
export class TrainingSessions {
  readonly #deps: TrainingSessionsDeps;

  constructor(deps: TrainingSessionsDeps) {
    this.#deps = deps;
  }

  /** Null for what is not out, too. */
  find(id: string): Promise<OutSession | null> {
    return this.#deps.reader.find(id);
  }

  /** Whether this is a dated occurrence of the session: one that an attempt is only just making is not. */
  has({ publication }: OutSession, { _id }: Pick<InstanceRow, '_id'>): boolean {
    return publication.instanceIds.includes(_id.toHexString());
  }

  /** @throws AppError `not-found` for what is not out, too. */
  async get(id: string): Promise<OutSession> {
    const session = await this.#deps.reader.find(id);
    if (!session) throw noSession();
    return session;
  }

  /** @throws AppError `not-found` when hidden or absent, `not-allowed` without the right. */
  async require(viewer: Viewer | null, id: string, action: TrainingAction): Promise<OutSession> {
    const session = await this.get(id);
    if (await this.may(viewer, session, action)) return session;
    if (action !== 'read' && (await this.may(viewer, session, 'read'))) {
      throw new AppError('not-allowed', 'Your role does not allow this. Ask who made the session.');
    }
    throw noSession();
  }

  async may(viewer: Viewer | null, session: OutSession, action: TrainingAction): Promise<boolean> {
    if (action !== 'read') {
      return this.#deps.drafts.may(viewer, session.draftId, action === 'member' ? 'read' : action);
    }
    if (await this.#deps.drafts.may(viewer, session.draftId, 'read')) return true;
    return (await this.#isPublic([session])).has(session.id);
  }

  async shown(viewer: Viewer | null, session: OutSession): Promise<Shown> {
    const [isMember, mayRun] = await Promise.all([
      this.may(viewer, session, 'member'),
      this.may(viewer, session, 'edit'),
    ]);
    return { session, audience: isMember ? 'member' : 'anyone', mayRun };
  }

  content(session: OutSession): Promise<ContentRow> {
    return this.#deps.reader.content(session);
  }

  /** Newest first. */
  contentVersions({ publication }: OutSession): Promise<ContentRow[]> {
    return this.#deps.contents.findMany(publication.contentVersionIds);
  }

  /** Those the viewer may read, first published last. `after`: the last one's (createdAt ms, id). */
  async list(
    viewer: Viewer | null,
    query: SessionsQuery,
    limit: number,
    after: readonly [number, string] | null,
  ): Promise<Listed[]> {
    const draftIds = viewer ? await this.#deps.drafts.readableIds(viewer) : [];
    const found: Listed[] = [];
    for (let from = after; ;) {
      const rows = await this.#deps.sessions.list(
        { draftIds, orPublic: true, running: query.running },
        BATCH,
        from,
      );
      found.push(...(await this.#listed(viewer, rows, draftIds, query)));
      const last = rows.at(-1);
      if (rows.length < BATCH || found.length >= limit || !last) return found.slice(0, limit);
      from = [last.createdAt.getTime(), last._id.toHexString()];
    }
  }

  async #listed(
    viewer: Viewer | null,
    rows: readonly TrainingSessionRow[],
    draftIds: readonly string[] | null,
    { status, q }: SessionsQuery,
  ): Promise<Listed[]> {
    const sessions = await this.#deps.reader.out(rows);
    const heads = await this.#deps.reader.heads(sessions);
    const readable = draftIds === null ? null : new Set(draftIds);
    const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = sessions.flatMap((session) => {
      const content = heads.get(session.id);
      if (!content) return [];
      const isMember = readable?.has(session.draftId) ?? true;
      if (!isMember && !content.metadata.isPublic) return [];
      if (status !== undefined && (status === 'archived') !== session.archived) return [];
      const { title, category, location } = content.metadata;
      const told = `${title} ${category} ${location}`.toLowerCase();
      if (!words.every((word) => told.includes(word))) return [];
      return [{ session, content, isMember }];
    });
    return Promise.all(
      fitting.map(async ({ session, content, isMember }) => ({
        session,
        content,
        audience: isMember ? ('member' as const) : ('anyone' as const),
        mayRun: isMember && (await this.may(viewer, session, 'edit')),
      })),
    );
  }

  /** Dated sessions of drafts this viewer may read that begin within these moments (epoch ms). */
  async upcoming(viewer: Viewer, fromMs: number, untilMs: number): Promise<number> {
    const draftIds = await this.#deps.drafts.readableIds(viewer);
    const rows = await this.#deps.sessions.list({ draftIds, orPublic: false }, UPCOMING_READ, null);
    const ids = (await this.#deps.reader.out(rows))
      .filter(({ archived }) => !archived)
      .flatMap(({ current }) => current.instanceId ?? []);
    const dated = await this.#deps.instances.repo.list({ ids }, { limit: UPCOMING_READ });
    return dated.filter(
      ({ startsAt, status }) =>
        status !== 'cancelled' && startsAt.getTime() >= fromMs && startsAt.getTime() < untilMs,
    ).length;
  }

  /** Safe to repeat. With `cancelInstance` a dated session that is not over yet is cancelled, and its people are told. */
  async archive(id: string, { cancelInstance }: { cancelInstance: boolean }): Promise<OutSession> {
    const session = await this.#change(id, ({ archived, current }) =>
      archived ? null : { archived: { number: current.number, at: new Date(this.#deps.clock.now()) } },
    );
    if (cancelInstance) await this.#cancelComing(session);
    return session;
  }

  unarchive(id: string): Promise<OutSession> {
    return this.#change(id, ({ archived }) => (archived ? { archived: null, replaced: null } : null));
  }

  async #cancelComing({ current }: OutSession): Promise<void> {
    if (current.instanceId === null) return;
    const row = await this.#deps.instances.get(current.instanceId);
    if (row.activeUntil.getTime() > this.#deps.clock.now()) {
      await this.#deps.instances.cancel(current.instanceId, null);
    }
  }

  /** Decides on the session as it stands and writes it guarded; `decide` answers null for nothing to do. */
  async #change(
    id: string,
    decide: (session: OutSession) => Partial<Pick<TrainingSessionRow, 'archived' | 'replaced'>> | null,
  ): Promise<OutSession> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const session = await this.get(id);
      const change = decide(session);
      if (change === null) return session;
      if (await this.#deps.sessions.change(id, session.row.version, change)) return this.get(id);
    }
    throw new AppError('stale-version', 'Others change this session at this moment. Try again.');
  }

  async #isPublic(sessions: readonly OutSession[]): Promise<ReadonlySet<string>> {
    const heads = await this.#deps.reader.heads(sessions.filter(({ row }) => row.maybePublic));
    return new Set([...heads].filter(([, { metadata }]) => metadata.isPublic).map(([id]) => id));
  }
}

export const noSession = (): AppError => new AppError('not-found', 'There is no such training session.');

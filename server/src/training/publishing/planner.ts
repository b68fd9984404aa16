import { AppError } from '@ensemble/shared';
import {
  contributionMix,
  type Readiness,
  readinessOf,
  type PublishInput,
  type ReadinessItem,
} from '@ensemble/shared/training';
import { derivedId } from '../../http/ids.ts';
import type { Viewer } from '../../http/viewer.ts';
import type { InstancesService } from '../../instances/index.ts';
import type { DraftContent, DraftRow, DraftsPort } from '../drafts.port.ts';
import type { ContentsRepo, NewContent } from './contents.repo.ts';
import type { InstanceFollower } from './instance-follower.ts';
import { decideInstance } from './instance-plan.ts';
import { type Publication, publicationOf, type Replaces } from './publication.ts';
import type { SessionsReader } from './sessions.reader.ts';
import { noSession } from './sessions.service.ts';
import type { TrainingSessionsRepo } from './sessions.repo.ts';

export interface PlannerDeps {
  drafts: DraftsPort;
  contents: ContentsRepo;
  sessions: TrainingSessionsRepo;
  reader: SessionsReader;
  instances: InstancesService;
  follower: InstanceFollower;
  now(): number;
}

export interface PublishCall {
  viewer: Viewer;
  input: PublishInput;
  contentVersionId: string;
}

export interface Plan {
  /** With the attempt in it, as it is to be written. */
  publication: Publication;
  content: NewContent;
  /** For people. */
  notes: string[];
}

export const sessionIdOfDraft = (draftId: string): string => derivedId('training-session', draftId);

/** Looks at everything that publishing depends on and decides all of it; nothing is written. */
export class Planner {
  readonly #deps: PlannerDeps;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  /** By what is in the shared document now, whoever asks and whatever they say. */
  async readiness(row: DraftRow, content: DraftContent): Promise<Readiness> {
    const versions = await this.#deps.drafts.versions(row.id);
    return readinessOf({
      metadata: content.metadata,
      outline: content.outline,
      acceptedVersionId: row.acceptedVersionId,
      versionsExist: versions.some(({ kind }) => kind === 'ai'),
    });
  }

  /** @throws AppError `already-published`, `invalid` naming what is missing, `conflict`, `not-found`, `not-allowed`. */
  async plan(row: DraftRow, { viewer, input, contentVersionId }: PublishCall): Promise<Plan> {
    if (row.status === 'archived') {
      throw new AppError('conflict', 'This draft is archived. Bring it back, then publish it.');
    }
    const content = await this.#deps.drafts.content(row.id);
    const before = publicationOf(row);
    await this.#refuseUnchanged(row, before, content, input);
    const readiness = await this.readiness(row, content);
    if (!readiness.ready) throw notReady(readiness);
    const sessionId = before?.sessionId ?? sessionIdOfDraft(row.id);
    const number = (before?.current?.number ?? 0) + 1;
    const fresh: NewContent = {
      sessionId,
      draftId: row.id,
      draftCreatedAt: row.createdAt,
      number,
      metadata: content.metadata,
      outline: content.outline,
      readinessScore: readiness.score,
      acceptedVersionId: row.acceptedVersionId,
      mix: await this.#mixOf(row, content),
      publishedAt: new Date(this.#deps.now()),
      publishedBy: { id: viewer.userId, name: viewer.name },
    };
    const { plan, instanceId, notes } = await this.#instance(before, fresh, contentVersionId);
    const attempt = {
      phase: 'going' as const,
      contentVersionId,
      number,
      versionId: derivedId('published-version', contentVersionId),
      replaces: await this.#replaces(viewer, sessionId, input),
      instance: plan,
      instanceId,
      userId: viewer.userId,
      problem: null,
    };
    const empty = { sessionId, current: null, contentVersionIds: [], instanceIds: [] };
    return { publication: { ...(before ?? empty), attempt }, content: fresh, notes };
  }

  /** An archived session comes back by publishing again, changed or not; so does taking another one's place. */
  async #refuseUnchanged(
    row: DraftRow,
    before: Publication | null,
    content: DraftContent,
    { replaces }: PublishInput,
  ): Promise<void> {
    if (!before?.current || replaces !== undefined) return;
    if (this.#deps.drafts.digestOf(content) !== row.publishedDigest) return;
    const out = await this.#deps.reader.find(before.sessionId);
    if (!out || out.archived) return;
    const { contentVersionId, number, instanceId } = before.current;
    throw new AppError('already-published', 'This is published already, and nothing has changed since.', {
      details: {
        sessionId: before.sessionId,
        contentVersionId,
        contentVersionNumber: number,
        ...(instanceId === null ? {} : { instanceId }),
      },
    });
  }

  async #mixOf(row: DraftRow, content: DraftContent): Promise<NewContent['mix']> {
    const base = await this.#deps.drafts.baseOf(row);
    return contributionMix(content.outline, base?.outline ?? null, base?.sources ?? []);
  }

  async #instance(before: Publication | null, next: NewContent, contentVersionId: string) {
    const { instances, contents, follower, now } = this.#deps;
    const id = before?.instanceIds.at(-1);
    const instance = id === undefined ? null : await instances.repo.find(id);
    const previous = before?.current ? await contents.find(before.current.contentVersionId) : null;
    return decideInstance({
      sessionId: next.sessionId,
      contentVersionId,
      number: next.number,
      next: next.metadata,
      previous: previous?.metadata ?? null,
      instance,
      bookedSeats: instance ? await follower.bookedSeats(instance._id.toHexString(), now()) : 0,
      nowMs: now(),
    });
  }

  /** Taking a session's place archives it, so it takes the right to archive it. */
  async #replaces(viewer: Viewer, sessionId: string, { replaces }: PublishInput): Promise<Replaces | null> {
    if (replaces === undefined) return null;
    const { drafts, reader } = this.#deps;
    const other = await reader.find(replaces);
    if (!other || !(await drafts.may(viewer, other.draftId, 'read'))) throw noSession();
    await drafts.require(viewer, other.draftId, 'publish');
    if (replaces === sessionId) throw wrongReplaces('cannot be the session itself');
    if (other.archived) throw wrongReplaces('is archived already');
    const { replaced } = other.row;
    const over = replaced && !(await this.#isUnderWay(replaced)) ? replaced.contentVersionId : null;
    return { sessionId: replaces, number: other.current.number, over };
  }

  async #isUnderWay({
    draftId,
    contentVersionId,
  }: {
    draftId: string;
    contentVersionId: string;
  }): Promise<boolean> {
    const row = (await this.#deps.drafts.publicationsOf([draftId])).get(draftId);
    return row !== undefined && publicationOf(row)?.attempt?.contentVersionId === contentVersionId;
  }
}

const wrongReplaces = (message: string): AppError =>
  new AppError('invalid', `The session to replace ${message}.`, { fields: [{ path: 'replaces', message }] });

const PLACE: Readonly<Record<ReadinessItem['step'], string>> = {
  setup: 'metadata',
  generate: 'outline',
  review: 'outline',
};

function notReady(readiness: Readiness): AppError {
  const missing = readiness.items.filter(({ required, done }) => required && !done);
  const labels = missing.map(({ label }) => label).join('; ');
  return new AppError('invalid', `Not ready to be published. Still open: ${labels}.`, {
    fields: missing.map(({ label, step, target }) => ({
      path: [PLACE[step], ...(target === null ? [] : [target])].join('.'),
      message: label,
    })),
    details: { score: readiness.score, missing: missing.map(({ id }) => id) },
  });
}

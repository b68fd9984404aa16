import { AppError } from '@ensemble/shared';
import { derivedId } from '../../http/ids.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { TrainingEvents } from '../events.ts';
import type { ContentsRepo, NewContent } from './contents.repo.ts';
import type { HeldAttempt } from './held-attempt.ts';
import type { InstanceFollower } from './instance-follower.ts';
import { stored } from './publication.ts';
import type { TrainingSessionsRepo } from './sessions.repo.ts';

/**
 * Publishing, a step at a time. Those before `commit` write what nobody sees yet and can be taken back; `commit` is
 * one guarded update that makes all of it visible; those behind it are only ever done, never taken back. Each may
 * run again, after a crash in the middle of it too.
 */
export const STEP_NAMES = [
  'content',
  'session',
  'version',
  'replace',
  'instance',
  'commit',
  'log',
  'close',
] as const;
export type StepName = (typeof STEP_NAMES)[number];
export const BEFORE_COMMIT = ['content', 'session', 'version', 'replace', 'instance'] as const;
export const AFTER_COMMIT = ['log', 'close'] as const;
type Undoable = (typeof BEFORE_COMMIT)[number];

/** An attempt with the content that it sends out. */
export interface Work {
  held: HeldAttempt;
  content: NewContent;
}

export interface StepDeps {
  drafts: DraftsPort;
  events: TrainingEvents;
  contents: ContentsRepo;
  sessions: TrainingSessionsRepo;
  follower: InstanceFollower;
  now(): number;
}

export interface Steps {
  do: Record<StepName, (work: Work) => Promise<void>>;
  undo: Record<Undoable, (held: HeldAttempt) => Promise<void>>;
}

const sessionIdOf = (held: HeldAttempt): string => held.publication.sessionId;

export function publishingSteps(deps: StepDeps): Steps {
  const { drafts, contents, sessions, follower, now } = deps;
  return {
    do: {
      content: ({ held, content }) => contents.put(held.attempt.contentVersionId, content),
      session: ({ held, content }) =>
        sessions.ensure(sessionIdOf(held), held.row.id, content.metadata.isPublic),
      version: (work) => addVersion(deps, work),
      replace: ({ held }) => markReplaced(deps, held),
      async instance({ held }) {
        const { instance } = held.attempt;
        if (instance) await follower.apply(sessionIdOf(held), instance, held.renew, now());
      },
      commit: (work) => commit(deps, work),
      log: (work) => log(deps, work),
      async close({ held, content }) {
        await sessions.setMaybePublic(sessionIdOf(held), content.metadata.isPublic);
        await held.write({
          publication: stored({ ...held.publication, attempt: null }),
          publicationDueAt: null,
        });
      },
    },
    undo: {
      content: ({ attempt }) => contents.remove(attempt.contentVersionId),
      async session(held) {
        const { current } = held.publication;
        if (!current) return sessions.remove(sessionIdOf(held));
        const out = await contents.find(current.contentVersionId);
        if (out) await sessions.setMaybePublic(sessionIdOf(held), out.metadata.isPublic);
      },
      version: ({ row, attempt }) => drafts.removeVersion(row.id, attempt.versionId),
      async replace({ attempt }) {
        if (attempt.replaces)
          await sessions.unmarkReplaced(attempt.replaces.sessionId, attempt.contentVersionId);
      },
      async instance({ attempt }) {
        if (attempt.instance) await follower.takeBack(attempt.instance);
      },
    },
  };
}

/** What the outline cites, as it was when it was cited. */
async function addVersion({ drafts }: StepDeps, { held, content }: Work): Promise<void> {
  const { row, attempt } = held;
  const versions = await drafts.versions(row.id);
  const known = new Map(versions.flatMap(({ sources }) => sources.map((source) => [source.id, source])));
  const cited = new Set(content.outline.sections.flatMap(({ sources }) => sources.map(({ id }) => id)));
  const base = await drafts.baseOf({ id: row.id, acceptedVersionId: content.acceptedVersionId });
  await drafts.addVersion(row.id, {
    id: attempt.versionId,
    kind: 'published',
    label: `Published, edition ${attempt.number}`,
    persona: base?.persona ?? null,
    maker: base?.maker ?? null,
    ragWeight: base?.ragWeight ?? null,
    prompt: '',
    metadata: content.metadata,
    outline: content.outline,
    sources: [...cited].flatMap((id) => known.get(id) ?? []),
    createdBy: content.publishedBy,
  });
}

async function markReplaced({ sessions }: StepDeps, held: HeldAttempt): Promise<void> {
  const { replaces, contentVersionId } = held.attempt;
  if (!replaces) return;
  const mark = {
    sessionId: sessionIdOf(held),
    draftId: held.row.id,
    contentVersionId,
    number: replaces.number,
  };
  if (await sessions.markReplaced(replaces.sessionId, mark, replaces.over)) return;
  throw new AppError('conflict', 'Somebody else is replacing that session at this moment. Try again.');
}

async function commit({ drafts, now }: StepDeps, { held, content }: Work): Promise<void> {
  for (;;) {
    const { row, publication, attempt } = held;
    if (row.status === 'archived') {
      throw new AppError(
        'conflict',
        'The draft was archived in the meantime. Bring it back, then publish it.',
      );
    }
    const { contentVersionId, number, instanceId, versionId } = attempt;
    const instanceIds = new Set([...publication.instanceIds, ...(instanceId === null ? [] : [instanceId])]);
    const done = await held.writeIf(
      {
        status: 'published',
        publishedSessionId: publication.sessionId,
        publishedDigest: drafts.digestOf(content),
        publishedVersionIds: [...row.publishedVersionIds, versionId],
        publishProblem: null,
        firstPublishedAt: row.firstPublishedAt ?? new Date(now()),
        publication: stored({
          ...publication,
          current: { contentVersionId, number, instanceId },
          contentVersionIds: [...publication.contentVersionIds, contentVersionId],
          instanceIds: [...instanceIds],
          attempt: { ...attempt, phase: 'out' },
        }),
      },
      { status: row.status },
    );
    if (done) return;
    await held.reload();
  }
}

/** For the analytics, and as the record of what machine help went out. */
async function log({ drafts, events }: StepDeps, { held, content }: Work): Promise<void> {
  const { row, attempt } = held;
  const { contentVersionId, number } = attempt;
  const { acceptedVersionId, readinessScore, mix, metadata } = content;
  const base = await drafts.baseOf({ id: row.id, acceptedVersionId });
  const { persona = null, maker = null } = base ?? {};
  const userId = content.publishedBy.id;
  await events.record({
    id: derivedId('published', contentVersionId),
    kind: 'published',
    draftId: row.id,
    userId,
    persona,
    maker,
    data: { contentVersionId, number, readinessScore },
  });
  await events.logInteraction({
    id: derivedId('interaction', contentVersionId),
    draftId: row.id,
    userId,
    kind: 'published',
    variantLabel: base?.label ?? null,
    persona,
    maker,
    model: null,
    ragWeight: base?.ragWeight ?? null,
    category: metadata.category,
    data: { contentVersionId, acceptedVersionId, mix },
  });
}

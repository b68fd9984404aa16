import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { CollabKind } from '../collab/index.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { InstancesService } from '../instances/index.ts';
import type { LlmProvider } from '../llm/index.ts';
import type { Log } from '../log.ts';
import { countMail, type MailLimits } from '../mail/mail-limits.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Job } from '../scheduler/scheduler.ts';
import { commentRoutes } from './comments.routes.ts';
import { CommentsService } from './comments.service.ts';
import { ContentService } from './content.service.ts';
import { DraftRows } from './draft-rows.ts';
import { DraftAccess, draftAccess } from './drafts.access.ts';
import type { TrainingDoors, TrainingPart } from './drafts.port.ts';
import { draftEvent } from './drafts.present.ts';
import { DraftsRepo } from './drafts.repo.ts';
import { draftRoutes } from './drafts.routes.ts';
import { DraftsService } from './drafts.service.ts';
import { DRAFT_ROOM, draftWatchable } from './drafts.watchable.ts';
import { TrainingEvents } from './events.ts';
import { createGeneration, type Knowledge } from './generation/index.ts';
import { handOverDrafts } from './hand-over.ts';
import { inviteMails } from './invite-mails.ts';
import { listRoutes } from './lists.routes.ts';
import { ListsService } from './lists.service.ts';
import { outlineAccess } from './outline.access.ts';
import { outlineKind, outlineName } from './outline.docs.ts';
import { draftsPort } from './port.ts';
import { type AroundStep, createPublishing } from './publishing/index.ts';
import { SavedStates } from './saved-states.ts';
import { sectionRoutes } from './sections.routes.ts';
import { StatesRepo } from './states.repo.ts';
import { VersionsRepo } from './versions.repo.ts';
import { versionRoutes } from './versions.routes.ts';
import { VersionsService } from './versions.service.ts';

export type { AroundStep } from './publishing/index.ts';

const WEEK_MS = 7 * 86_400_000;

export interface TrainingOptions {
  connection: Connection;
  clock: Clock;
  log: Log;
  accounts: Accounts;
  instances: InstancesService;
  /** Null: the embedded composer makes the outlines. */
  llm: LlmProvider | null;
  knowledge: Knowledge;
  /** Of runs of generation. */
  runLimit: RateLimit;
  publicOrigin: string;
  mailer: Mailer;
  mailLimits: MailLimits;
  /** No other process shares the store, so that what was left under way is nobody else's. */
  isOnlyNode: boolean;
  /** Around each step of publishing; for tests that stop it there. */
  aroundPublishing?: AroundStep | undefined;
}

/** What the app is given to run training; `connect` is called once the sync server and `/live` stand. */
export interface Training {
  kinds: CollabKind[];
  jobs: Job[];
  connect(doors: TrainingDoors): RouteDefinition[];
  /** After the documents are stored, before the store goes. */
  close(): Promise<void>;
}

interface Services {
  content: ContentService;
  comments: CommentsService;
  versions: VersionsService;
  states: SavedStates;
  drafts: DraftsService;
}

export async function createTraining(options: TrainingOptions): Promise<Training> {
  const { connection, clock, log, accounts, instances, llm, knowledge, publicOrigin } = options;
  const { mailer, mailLimits } = options;
  const rows = new DraftRows(new DraftsRepo(connection), clock);
  const statesRepo = new StatesRepo(connection);
  const versionsRepo = new VersionsRepo(connection);
  const events = new TrainingEvents(connection, clock);
  const lists = new ListsService(connection, clock);
  await Promise.all([rows.repo.init(), statesRepo.init(), versionsRepo.init(), events.init(), lists.init()]);
  const access = new DraftAccess(rows, accounts.memberships);
  const states = new SavedStates(rows, statesRepo);

  let services: Services | null = null;
  const drafts = draftsPort({
    rows,
    access,
    services() {
      if (!services) throw new Error('connect comes first');
      return services;
    },
  });
  const generation = await createGeneration({
    connection,
    clock,
    log,
    llm,
    knowledge,
    drafts,
    events,
    limit: options.runLimit,
    isOnlyNode: options.isOnlyNode,
  });
  const publishing = await createPublishing({
    connection,
    clock,
    log,
    instances,
    drafts,
    events,
    publicOrigin,
    isOnlyNode: options.isOnlyNode,
    ...(options.aroundPublishing ? { aroundStep: options.aroundPublishing } : {}),
  });
  const parts: readonly TrainingPart[] = [generation, publishing];

  accounts.scopes.register({
    scope: 'draft',
    async describe(draftId) {
      const row = await rows.repo.find(draftId);
      const name = row?.metadata.title || 'Untitled session';
      return row && { name, path: `/session-builder/${draftId}`, ownerId: row.ownerId };
    },
  });

  function serve({ collab, background }: TrainingDoors): Services {
    const content = new ContentService(collab);
    const versions = new VersionsService({ repo: versionsRepo, rows, content, states, events });
    const service = new DraftsService({
      rows,
      access,
      content,
      versions,
      states,
      events,
      accounts,
      upcoming: (viewer) => publishing.sessions.upcoming(viewer, clock.now(), clock.now() + WEEK_MS),
      writingChanged: (draftId) => {
        background(collab.recheckAccess({ name: outlineName(draftId) }));
      },
      async eraseAll(draftId) {
        for (const part of parts) await part.eraseDraft?.(draftId);
        await collab.erase(outlineName(draftId));
      },
    });
    return { content, versions, states, drafts: service, comments: new CommentsService(collab, clock) };
  }

  return {
    kinds: [outlineKind({ rows, access: outlineAccess({ accounts, rows, access }) })],
    jobs: [states.job(), ...parts.flatMap(({ jobs }) => jobs)],
    connect(doors) {
      const { live, reschedule } = doors;
      const made = (services = serve(doors));
      rows.onChange = (row, before) => {
        live.stateChanged('draft', { room: DRAFT_ROOM, id: row.id }, draftEvent(row));
        if (row.isDirty && !before.isDirty) reschedule();
      };
      live.register(draftWatchable({ rows, access, parts }));
      accounts.guestLinks.register(
        handOverDrafts({ rows, versions: versionsRepo, comments: made.comments, events, accounts, parts }),
      );
      return [
        ...draftRoutes(made.drafts, access),
        ...sectionRoutes(made.content, access),
        ...commentRoutes(made.comments, access),
        ...versionRoutes({
          versions: made.versions,
          access,
          view: (viewer, draftId) => made.drafts.view(viewer, draftId),
        }),
        ...accounts.memberRoutes({
          basePath: '/drafts',
          scope: 'draft',
          tag: 'Session drafts',
          meet: draftAccess(access, 'read'),
          manage: draftAccess(access, 'manage'),
          ownerOf: async (draftId) => (await rows.repo.rights(draftId))?.ownerId ?? null,
          mail: {
            count: (asked) => countMail(mailLimits, asked),
            send: inviteMails(
              mailer,
              async (draftId) => (await rows.repo.find(draftId))?.metadata.title ?? '',
            ),
          },
        }),
        ...listRoutes(lists),
        ...parts.flatMap((part) => part.routes(doors)),
      ];
    },
    async close() {
      for (const part of parts) await part.close?.();
      await states.keepAll().catch((error: unknown) => {
        log.warn({ err: error }, 'some drafts are saved by themselves after the next start only');
      });
    },
  };
}

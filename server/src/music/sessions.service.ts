import {
  AppError,
  type Clock,
  type InstanceCreate,
  type SessionAction,
  type SessionCreate,
  type SessionPatch,
  type SessionRole,
  sessionPolicy,
} from '@ensemble/shared';
import { clockTimes, type Occurrence, expandRecurrence, timesOf } from '@ensemble/shared/instances';
import { pathOf } from '@ensemble/shared/music/session-path';
import type { Memberships, RightsChanges } from '../accounts/index.ts';
import type { Viewer } from '../http/viewer.ts';
import type { InstanceRow, InstancesService, NewInstance, OwnerFacts } from '../instances/index.ts';
import type { SessionChange, SessionFilter, SessionRow, SessionsRepo } from './sessions.repo.ts';

const SCOPE = 'session';
const WRITE_ATTEMPTS = 10;

export interface SessionWithStanding {
  row: SessionRow;
  role: SessionRole | null;
  may: Record<SessionAction, boolean>;
}

export interface SessionsServiceDeps {
  repo: SessionsRepo;
  memberships: Memberships;
  rights: RightsChanges;
  instances: InstancesService;
  clock: Clock;
  /** Removes what hangs on a session and its instances (logs, documents, people) before they go. */
  eraseAll(sessionId: string, instanceIds: readonly string[]): Promise<void>;
}

export class SessionsService {
  readonly repo: SessionsRepo;
  readonly #deps: SessionsServiceDeps;
  /** Something a scheduled job depends on changed. */
  onScheduleChange: () => void = () => undefined;

  constructor(deps: SessionsServiceDeps) {
    this.repo = deps.repo;
    this.#deps = deps;
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<SessionRow> {
    const row = await this.repo.find(id);
    if (!row) throw new AppError('not-found', 'There is no such session.');
    return row;
  }

  async standing(viewer: Viewer | null, row: SessionRow): Promise<SessionWithStanding> {
    const role = viewer
      ? await this.#deps.memberships.roleOf(SCOPE, row._id.toHexString(), viewer.userId)
      : null;
    return withRole(viewer, row, role);
  }

  async may(viewer: Viewer | null, sessionId: string, action: SessionAction): Promise<boolean> {
    const row = await this.repo.find(sessionId);
    return row !== null && (await this.standing(viewer, row)).may[action];
  }

  /** What this viewer may see: everything for an administrator, else public ones and their own. */
  async visibleTo(viewer: Viewer | null): Promise<SessionFilter['visible']> {
    if (viewer?.roles.includes('admin')) return null;
    return { ids: viewer ? await this.memberOf(viewer.userId) : [] };
  }

  async memberOf(userId: string): Promise<string[]> {
    const memberships = await this.#deps.memberships.of(userId, SCOPE);
    return memberships.map(({ scopeId }) => scopeId);
  }

  async list(
    viewer: Viewer | null,
    q: string | undefined,
    page: { limit: number; after: readonly [string, string] | null },
  ): Promise<SessionWithStanding[]> {
    const rows = await this.repo.list({ visible: await this.visibleTo(viewer), q }, page);
    const memberships = viewer ? await this.#deps.memberships.of(viewer.userId, SCOPE) : [];
    const roles = new Map(memberships.map(({ scopeId, role }) => [scopeId, role]));
    return rows.map((row) => withRole(viewer, row, roles.get(row._id.toHexString()) ?? null));
  }

  /** The maker is its organiser. A path not given is made of city and name, with a number where taken. */
  async create(viewer: Viewer, id: string, input: SessionCreate): Promise<SessionWithStanding> {
    // Made already by the same call, whose answer a crash swallowed: the id follows from its Idempotency-Key.
    const made = await this.repo.find(id);
    if (made) return this.standing(viewer, made);
    // The membership first: dying in between leaves a membership of nothing rather than a session of nobody.
    await this.#deps.memberships.set(SCOPE, id, viewer.userId, 'organiser');
    try {
      const row = await this.#insert(id, viewer.userId, input);
      this.onScheduleChange();
      return withRole(viewer, row, 'organiser');
    } catch (error) {
      await this.#deps.memberships.removeScope(SCOPE, id);
      throw error;
    }
  }

  async #insert(id: string, ownerId: string, input: SessionCreate): Promise<SessionRow> {
    if (input.path !== undefined) return this.repo.insert(id, ownerId, { ...input, path: input.path });
    const path = pathOf(input);
    for (let number = 1; ; number++) {
      try {
        return await this.repo.insert(id, ownerId, {
          ...input,
          path: number === 1 ? path : `${path}-${number}`,
        });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'duplicate') || number === 50) throw error;
      }
    }
  }

  /** @throws AppError `stale-version`, `duplicate` on `path`. */
  async patch(id: string, patch: SessionPatch, ifMatch: number | null): Promise<SessionRow> {
    const change = Object.fromEntries(
      Object.entries(patch).filter(([, value]) => value !== undefined),
    ) as SessionChange;
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await this.get(id);
      if (ifMatch !== null && ifMatch !== before.version) break;
      if (Object.keys(change).length === 0) return before;
      const after = await this.repo.update(id, before.version, change);
      if (!after) continue;
      await this.#deps.instances.followOwner({ kind: 'session', id }, ownerFacts(before));
      if (before.publicLog !== after.publicLog) {
        this.#deps.rights.announce(null);
      }
      this.onScheduleChange();
      return after;
    }
    throw new AppError('stale-version', 'Somebody else changed this session in between. Load it again.');
  }

  /** Everything of it goes, the session itself last: a call that was cut short can be repeated. */
  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.#deps.eraseAll(id, await this.#deps.instances.repo.idsOf({ kind: 'session', id }));
    await this.#deps.instances.repo.deleteOf({ kind: 'session', id });
    await this.#deps.memberships.removeScope(SCOPE, id);
    await this.repo.delete(id);
    // The scheduler may have made one more while this went on.
    await this.#deps.instances.repo.deleteOf({ kind: 'session', id });
    this.onScheduleChange();
  }

  /** Expanded, not stored. */
  occurrences(row: SessionRow, from: string, to: string): Occurrence[] {
    if (!row.recurrence || !(row.recurrence.startTime ?? row.defaultStartTime)) return [];
    return expandRecurrence(row.recurrence, timesOf(row), { from, to });
  }

  /** The evening of that date at the usual time, made if it is missing. One that was moved or cancelled stays so. */
  async ensureInstance(row: SessionRow, date: string): Promise<InstanceRow> {
    try {
      return await this.generateInstance(row, date);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'duplicate')) throw error;
      const source = { kind: 'session' as const, id: row._id.toHexString() };
      const [existing] = await this.#deps.instances.repo.list({ source, from: date, to: date }, { limit: 1 });
      if (!existing) throw error;
      return existing;
    }
  }

  /** For the generator. @throws AppError `duplicate` when it was made before, wherever it has moved since. */
  generateInstance(row: SessionRow, date: string): Promise<InstanceRow> {
    return this.#deps.instances.create(eveningOf(row, { date }));
  }

  /** An evening by hand; times left out are the session's. @throws AppError `invalid`, `duplicate`. */
  createInstance(row: SessionRow, input: InstanceCreate): Promise<InstanceRow> {
    return this.#deps.instances.createByHand(eveningOf(row, input));
  }
}

function eveningOf(row: SessionRow, input: InstanceCreate): NewInstance {
  const usual = row.recurrence ?? { type: 'one_time' as const, interval: 1, weekStart: 1 };
  const { startTime, endTime } = clockTimes(
    input.startTime === undefined ? usual : { ...usual, startTime: input.startTime },
    {
      timezone: row.timezone,
      startTime: row.defaultStartTime ?? undefined,
      endTime: row.defaultEndTime ?? undefined,
    },
  );
  return {
    source: { kind: 'session', id: row._id.toHexString() },
    date: input.date,
    startTime,
    endTime: input.endTime ?? endTime,
    locationOverride: input.locationOverride,
    comments: input.comments,
  };
}

export const ownerFacts = (row: SessionRow): OwnerFacts => ({
  title: row.name,
  venue: row.locationName,
  timezone: row.timezone,
  activeBufferMinutesBefore: row.activeBufferMinutesBefore,
  activeBufferMinutesAfter: row.activeBufferMinutesAfter,
});

function withRole(viewer: Viewer | null, row: SessionRow, role: SessionRole | null): SessionWithStanding {
  const standing = {
    isAdmin: viewer?.roles.includes('admin') ?? false,
    isSignedIn: viewer !== null,
    role,
    publicLog: row.publicLog,
  };
  const may = {
    read: sessionPolicy.read(standing),
    meet: sessionPolicy.meet(standing),
    log: sessionPolicy.log(standing),
    manage: sessionPolicy.manage(standing),
  };
  return { row, role, may };
}

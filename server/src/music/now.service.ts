import type { Clock, NowItem, NowView } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import type { LogRepo } from './log.repo.ts';
import type { SessionsService } from './sessions.service.ts';

const UPCOMING_MS = 14 * 86_400_000;
const SHOWN = 30;
const RECENT = 10;

export interface NowServiceDeps {
  instances: InstancesService;
  sessions: SessionsService;
  logs: LogRepo;
  clock: Clock;
}

/** What is on, what is coming, and what somebody was last doing, as far as they may see it. */
export class NowService {
  readonly #deps: NowServiceDeps;

  constructor(deps: NowServiceDeps) {
    this.#deps = deps;
  }

  async view(viewer: Viewer | null): Promise<NowView> {
    const { instances, logs } = this.#deps;
    const rows = await this.#soon(viewer);
    const lastIds = viewer ? await logs.eveningsLoggedBy(viewer.userId, RECENT) : [];
    const last =
      lastIds.length > 0
        ? await instances.repo.list({ ids: lastIds }, { limit: RECENT, newestFirst: true })
        : [];
    const readable = [];
    for (const row of last) if (await instances.owners.may(viewer, row, 'read')) readable.push(row);
    return {
      active: await this.#items(rows.filter(({ isActive }) => isActive)),
      upcoming: await this.#items(rows.filter(({ isActive, status }) => !isActive && status !== 'completed')),
      recent: await this.#items(readable.filter(({ isActive }) => !isActive)),
    };
  }

  async active(viewer: Viewer | null): Promise<NowItem[]> {
    return this.#items((await this.#soon(viewer)).filter(({ isActive }) => isActive));
  }

  async #soon(viewer: Viewer | null): Promise<InstanceRow[]> {
    const { instances, sessions, clock } = this.#deps;
    const visible = await sessions.visibleTo(viewer);
    const ids = await sessions.repo.visibleIds({ visible });
    return instances.repo.upcoming(ids, clock.now(), clock.now() + UPCOMING_MS, SHOWN);
  }

  async #items(rows: readonly InstanceRow[]): Promise<NowItem[]> {
    const { sessions, logs } = this.#deps;
    const found = await sessions.repo.findMany([
      ...new Set(rows.map(({ source }) => source.id.toHexString())),
    ]);
    const byId = new Map(found.map((session) => [session._id.toHexString(), session]));
    const counts = await logs.counts(rows.map(({ _id }) => _id.toHexString()));
    return rows.flatMap((row) => {
      const session = byId.get(row.source.id.toHexString());
      if (!session) return [];
      const { name, path, city, timezone, locationName } = session;
      return [
        {
          instance: presentInstance(row),
          session: { id: session._id.toHexString(), name, path, city, timezone, locationName },
          tuneCount: counts.get(row._id.toHexString()) ?? 0,
        },
      ];
    });
  }
}

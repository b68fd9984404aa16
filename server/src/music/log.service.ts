import type * as Y from 'yjs';
import {
  AppError,
  type LogItemInput,
  type LogPatch,
  type LogRow,
  type ParseView,
  type TuneHit,
} from '@ensemble/shared';
import {
  addTunes,
  breakSet,
  changeTune,
  deleteEntries,
  joinSets,
  moveEntry,
  type NewTune,
  readEntries,
  reassignAuthor,
  restoreEntry,
  type TunePatch,
} from '@ensemble/shared/music/tune-log';
import { duplicateOfLog, parseNightInTurns } from '@ensemble/shared/music/tunes';
import { breather } from '../breather.ts';
import { Turns } from '../live/turns.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Collab } from '../collab/index.ts';
import type { Viewer } from '../http/viewer.ts';
import type { InstanceRow, InstancesService } from '../instances/index.ts';
import type { LogRepo } from './log.repo.ts';
import { SERVER_ORIGIN, tuneLogName } from './tune-log.docs.ts';
import type { TunesService } from './tunes.service.ts';

export interface LogServiceDeps {
  collab: Collab;
  logs: LogRepo;
  tunes: TunesService;
  instances: InstancesService;
  namesOf: Accounts['namesOf'];
}

/** Entries one user may have logged over the years; more than this is handed over in rounds. */
const HAND_OVER_ROUND = 500;

/** Milliseconds of reading a pasted night before others come in between. */
const READ_MS = 8;
/** Pasted nights of one person that may wait for the one being read. */
const PASTES_WAITING = 4;
const HITS_AT_ONCE = 200;

/** REST edits of a tune log. All of them go through the co-edited document; reads come from the projection. */
export class LogService {
  readonly #deps: LogServiceDeps;
  /** By whoever pasted: theirs are read one after another. */
  readonly #pastes = new Map<string, Turns>();

  constructor(deps: LogServiceDeps) {
    this.#deps = deps;
  }

  async rows(instanceId: string): Promise<LogRow[]> {
    const { logs, tunes, namesOf } = this.#deps;
    const [log, index] = await Promise.all([logs.find(instanceId), tunes.index()]);
    const rows = log?.rows ?? [];
    const names = await namesOf(rows.flatMap(({ loggedBy }) => (loggedBy ? [loggedBy.toHexString()] : [])));
    return rows.map((row): LogRow => {
      const tuneId = row.tuneId?.toHexString() ?? null;
      const tune = tuneId === null ? undefined : index.get(tuneId);
      const logger = row.loggedBy?.toHexString();
      return {
        id: row.id,
        orderNumber: row.orderNumber,
        tuneId,
        thesessionTuneId: tune?.thesessionTuneId ?? null,
        name: row.name ?? tune?.name ?? 'Unknown tune',
        canonicalName: tune?.name ?? null,
        type: tune?.type ?? null,
        key: row.key,
        settingId: row.settingId,
        continuesSet: row.continuesSet,
        playedTimestamp: row.playedTimestamp,
        insertedTimestamp: row.insertedTimestamp,
        loggedBy: logger === undefined ? null : { id: logger, name: names.get(logger)?.name ?? 'Someone' },
      };
    });
  }

  async notes(instanceId: string): Promise<string> {
    return (await this.#deps.logs.find(instanceId))?.notes ?? '';
  }

  /** Adds tunes in their order. @throws AppError `invalid` (a tune that does not exist, a place), `completed`. */
  async add(
    viewer: Viewer,
    instanceId: string,
    items: readonly LogItemInput[],
    after: string | null | undefined,
    newId: () => string,
  ): Promise<LogRow[]> {
    await this.#open(instanceId);
    await this.#knownTunes(items.map(({ tuneId }, i) => ({ tuneId, path: `items.${i}.tuneId` })));
    const wanted = items.map((item): NewTune => ({
      ...item,
      tuneId: item.tuneId ?? null,
      name: item.name ?? null,
    }));
    const ids = items.map(() => newId());
    await this.#edit(viewer, instanceId, (doc) => {
      // The same call again after a crash: what is there already is not added twice.
      const present = new Set(readEntries(doc, { includeDeleted: true }).map(({ id }) => id));
      if (ids.some((id) => present.has(id))) return;
      const rest = [...ids];
      addTunes(doc, wanted, { after }, { origin: viewer, newId: () => rest.shift() ?? newId() });
    });
    return this.#some(instanceId, new Set(ids));
  }

  /** @throws AppError `not-found`, `invalid`, `completed`. */
  async change(
    viewer: Viewer,
    instanceId: string,
    entryId: string,
    patch: LogPatch,
    newId: () => string,
  ): Promise<LogRow> {
    await this.#open(instanceId);
    await this.#knownTunes([{ tuneId: patch.tuneId, path: 'tuneId' }]);
    const { after, continuesSet, playedTimestamp, ...rest } = patch;
    const fields: TunePatch = {
      ...rest,
      ...(playedTimestamp === undefined ? {} : { playedAt: playedTimestamp }),
    };
    await this.#edit(viewer, instanceId, (doc) => {
      requireVisible(doc, entryId);
      const edit = { origin: viewer, newId };
      if (Object.values(fields).some((value) => value !== undefined)) changeTune(doc, entryId, fields, edit);
      if (after !== undefined) moveEntry(doc, entryId, { after, continuesSet }, edit);
      else if (continuesSet === false) breakSet(doc, entryId, edit);
      else if (continuesSet === true && !continuesAlready(doc, entryId)) joinSets(doc, entryId, edit);
    });
    const [row] = await this.#some(instanceId, new Set([entryId]));
    if (!row) throw new AppError('not-found', 'There is no such tune in this log.');
    return row;
  }

  /** Into the bin, from which it can be restored. */
  async remove(viewer: Viewer, instanceId: string, entryId: string): Promise<void> {
    await this.#open(instanceId);
    await this.#edit(viewer, instanceId, (doc) => {
      deleteEntries(doc, [entryId], { origin: viewer });
    });
  }

  async restore(viewer: Viewer, instanceId: string, entryId: string): Promise<LogRow> {
    await this.#open(instanceId);
    await this.#edit(viewer, instanceId, (doc) => {
      restoreEntry(doc, entryId, { origin: viewer });
    });
    const [row] = await this.#some(instanceId, new Set([entryId]));
    if (!row) throw new AppError('not-found', 'There is no such tune in this log.');
    return row;
  }

  /**
   * What a pasted night would become; writes nothing. `who` is a user or an address.
   * @throws AppError `invalid`; `too-many` when `who` has several being read already.
   */
  async parse(who: string, instance: InstanceRow, text: string): Promise<ParseView> {
    const turns = this.#pastes.get(who) ?? new Turns(PASTES_WAITING);
    this.#pastes.set(who, turns);
    try {
      return await turns.take(() => this.#parse(instance, text));
    } finally {
      if (turns.isIdle) this.#pastes.delete(who);
    }
  }

  async #parse(instance: InstanceRow, text: string): Promise<ParseView> {
    const { tunes } = this.#deps;
    const index = await tunes.index();
    const playedHere = await tunes.playedHere(instance.source.id.toHexString());
    const night = await parseNightInTurns(text, index, { playedHere }, breather(READ_MS));
    const logged = await this.rows(instance._id.toHexString());
    const named = night.sets
      .flat()
      .flatMap(({ match, candidates }) => [...(match ? [{ tune: match }] : []), ...candidates]);
    const hits: TuneHit[] = [];
    for (let i = 0; i < named.length; i += HITS_AT_ONCE) {
      hits.push(...(await tunes.hits(named.slice(i, i + HITS_AT_ONCE), playedHere)));
    }
    const sets = night.sets.map((set) =>
      set.map(({ text: said, key, match, candidates }) => ({
        text: said,
        key,
        match: match ? (hits.shift() ?? null) : null,
        candidates: hits.splice(0, candidates.length),
      })),
    );
    return { sets, alreadyLogged: duplicateOfLog(night.sets, logged) };
  }

  /** A guest became an account: in every log, what they entered is now the account's. Safe to repeat. */
  async handOver(fromUserId: string, toUserId: string): Promise<void> {
    for (;;) {
      const evenings = await this.#deps.logs.eveningsLoggedBy(fromUserId, HAND_OVER_ROUND);
      for (const id of evenings) {
        await this.#deps.collab.edit(tuneLogName(id), null, (doc) => {
          reassignAuthor(doc, fromUserId, toUserId, SERVER_ORIGIN);
        });
      }
      if (evenings.length < HAND_OVER_ROUND) return;
    }
  }

  async erase(instanceIds: readonly string[]): Promise<void> {
    for (const id of instanceIds) await this.#deps.collab.erase(tuneLogName(id));
    await this.#deps.logs.delete(instanceIds);
  }

  async #some(instanceId: string, ids: ReadonlySet<string>): Promise<LogRow[]> {
    return (await this.rows(instanceId)).filter(({ id }) => ids.has(id));
  }

  #edit(viewer: Viewer, instanceId: string, fn: (doc: Y.Doc) => void): Promise<void> {
    const { userId, name, isGuest } = viewer;
    return this.#deps.collab.edit(tuneLogName(instanceId), { userId, name, isGuest }, fn);
  }

  async #open(instanceId: string): Promise<void> {
    const instance = await this.#deps.instances.get(instanceId);
    if (instance.logCompletedAt) {
      throw new AppError('completed', 'This log is marked complete. Reopen it to change it.');
    }
  }

  async #knownTunes(named: readonly { tuneId: string | null | undefined; path: string }[]): Promise<void> {
    const index = await this.#deps.tunes.index();
    const fields = named
      .filter(({ tuneId }) => tuneId != null && !index.get(tuneId))
      .map(({ path }) => ({ path, message: 'is no tune we know' }));
    if (fields.length > 0) throw new AppError('invalid', 'There is no such tune.', { fields });
  }
}

function requireVisible(doc: Y.Doc, entryId: string): void {
  if (!readEntries(doc).some(({ id }) => id === entryId)) {
    throw new AppError('not-found', 'There is no such tune in this log.');
  }
}

const continuesAlready = (doc: Y.Doc, entryId: string): boolean =>
  readEntries(doc).some(({ id, continuesSet }) => id === entryId && continuesSet);

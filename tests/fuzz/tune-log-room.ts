import * as Y from 'yjs';
import { Rng } from '../../shared/src/core/rng.ts';
import {
  addTunes,
  attachTuneLogGuard,
  breakSet,
  changeTune,
  createTuneLogUndo,
  deleteEntries,
  joinSets,
  moveEntry,
  moveSet,
  projectEntries,
  readBin,
  readEntries,
  readNotes,
  restoreEntry,
  seedTuneLog,
  setNotes,
  type Adding,
  type TuneLogUndo,
} from '../../shared/src/music/tune-log/index.ts';

/** One evening under bad conditions: phones around one server, with links that delay, reorder, repeat and fall silent. */

const SERVER = 'server';
const REMOTE = 'remote';
const START_MS = Date.parse('2026-07-06T19:00:00Z');

type Raw = Record<string, Record<string, unknown>>;
/** The entries as stored. */
export const rawEntries = (doc: Y.Doc): Raw => doc.getMap('entries').toJSON();

/** `id.field` of everything that differs. */
function differences(before: Raw, after: Raw): string[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids].flatMap((id) => {
    const fields = new Set([...Object.keys(before[id] ?? {}), ...Object.keys(after[id] ?? {})]);
    return [...fields]
      .filter((field) => before[id]?.[field] !== after[id]?.[field])
      .map((field) => `${id}.${field}`);
  });
}

const sorted = <T>(entries: [string, T][]): [string, T][] => entries.sort(([a], [b]) => (a < b ? -1 : 1));

export class Phone {
  readonly userId: string;
  readonly doc = new Y.Doc();
  readonly undo: TuneLogUndo;
  readonly adding: Adding;
  readonly toServer: Uint8Array[] = [];
  readonly fromServer: Uint8Array[] = [];
  readonly #touched = new Set<string>();
  online = true;
  /** Breaks the sync on purpose: the next update for this phone is lost. */
  losesNext = false;

  constructor(index: number, random: () => number, newId: () => string) {
    this.userId = `${index}`.repeat(24);
    this.doc.clientID = 100 + index;
    this.adding = { origin: this.userId, random, newId };
    this.undo = createTuneLogUndo(this.doc, this.userId);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== REMOTE) this.toServer.push(update);
    });
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, REMOTE);
  }

  /** Does something of one's own and remembers what it touched. */
  act(action: () => void): void {
    const before = rawEntries(this.doc);
    action();
    for (const change of differences(before, rawEntries(this.doc))) this.#touched.add(change);
  }

  /** Undoes or redoes. Returns the ids that went and came; throws when it reached beyond one's own. */
  travel(direction: 'undo' | 'redo'): { gone: string[]; back: string[] } {
    const before = rawEntries(this.doc);
    this.undo[direction]();
    const after = rawEntries(this.doc);
    const gone = Object.keys(before).filter((id) => !(id in after));
    const back = Object.keys(after).filter((id) => !(id in before));
    for (const change of differences(before, after)) {
      const [id = ''] = change.split('.');
      // Others' words on an entry go and come with it; nothing else of theirs may change.
      if (
        gone.includes(id) ? this.#touched.has(`${id}.name`) : back.includes(id) || this.#touched.has(change)
      )
        continue;
      throw new Error(`${direction} of ${this.userId} changed ${change}, which was not theirs`);
    }
    return { gone, back };
  }
}

export class Room {
  readonly rng: Rng;
  readonly server = new Y.Doc();
  readonly phones: Phone[];
  /** Who added what, for those entries whose adding has not been undone. */
  readonly added = new Map<string, string>();
  readonly #undone = new Map<string, string>();
  edits = 0;
  nowMs = START_MS;
  #ids = 0;

  constructor(seed: number, phones = 3) {
    this.rng = new Rng(seed);
    this.server.clientID = 1;
    const random = (): number => this.rng.next();
    const newId = (): string => (++this.#ids).toString(16).padStart(24, '0');
    this.phones = Array.from({ length: phones }, (_, i) => new Phone(i + 1, random, newId));
    seedTuneLog(this.server, SERVER);
    for (const phone of this.phones) phone.receive(Y.encodeStateAsUpdate(this.server));
    attachTuneLogGuard(this.server, {
      now: () => this.nowMs,
      serverOrigin: SERVER,
      authorOf: (origin) => this.phones.find((phone) => phone === origin) ?? null,
    });
    this.server.on('update', (update: Uint8Array, origin: unknown) => {
      for (const phone of this.phones) {
        if (phone === origin) continue;
        if (!phone.losesNext) phone.fromServer.push(update);
        phone.losesNext = false;
      }
    });
  }

  get docs(): Y.Doc[] {
    return [this.server, ...this.phones.map((phone) => phone.doc)];
  }

  add(
    phone: Phone,
    names: readonly string[],
    continuesSet: boolean,
    place: { after?: string | null } = {},
  ): string[] {
    let ids: string[] = [];
    const items = names.map((name, i) => ({ name, continuesSet: i > 0 || continuesSet }));
    phone.act(() => (ids = addTunes(phone.doc, items, place, phone.adding)));
    for (const id of ids) this.added.set(id, phone.userId);
    return ids;
  }

  travel(phone: Phone, direction: 'undo' | 'redo'): void {
    const { gone, back } = phone.travel(direction);
    for (const id of gone) {
      this.#undone.set(id, this.added.get(id) ?? '');
      this.added.delete(id);
    }
    for (const id of back) this.added.set(id, this.#undone.get(id) ?? '');
  }

  /** One random action of a person. */
  #edit(phone: Phone): void {
    const { rng } = this;
    const { doc, adding } = phone;
    const ids = readEntries(doc).map((entry) => entry.id);
    const kind = rng.int(100);
    this.edits++;
    if (ids.length < 2 || kind < 25) {
      const names = Array.from({ length: rng.chance(0.2) ? 3 : 1 }, () => `tune ${rng.int(1000)}`);
      const place =
        ids.length === 0 || rng.chance(0.6) ? {} : { after: rng.chance(0.1) ? null : rng.pick(ids) };
      this.add(phone, names, rng.chance(0.6), place);
      return;
    }
    const id = rng.pick(ids);
    const other = rng.pick(ids);
    const place = rng.pick([{ after: other }, { before: other }, { after: null }, {}]);
    if (kind < 80) {
      phone.act(() => {
        if (kind < 35)
          changeTune(doc, id, { name: `changed ${rng.int(1000)}`, key: rng.pick(['D', 'Em', null]) }, adding);
        else if (kind < 48) moveEntry(doc, id, place, adding);
        else if (kind < 55) moveSet(doc, id, place, adding);
        else if (kind < 60) breakSet(doc, id, adding);
        else if (kind < 65) joinSets(doc, id, adding);
        else if (kind < 71) deleteEntries(doc, rng.chance(0.3) ? [...new Set([id, other])] : [id], adding);
        else if (kind < 75) {
          const bin = readBin(doc);
          if (bin.length > 0) restoreEntry(doc, rng.pick(bin).id, adding);
        } else if (kind < 78) setNotes(doc, `${readNotes(doc)} ${rng.int(10)}`, adding);
        else {
          const map = doc.getMap<Y.Map<unknown>>('entries').get(id);
          doc.transact(() => {
            map?.set('loggedBy', rng.pick(this.phones).userId);
            map?.set('insertedAt', '1999-01-01T00:00:00.000Z');
          }, 'forgery');
        }
      });
      return;
    }
    this.travel(phone, kind < 92 ? 'undo' : 'redo');
  }

  /** Delivers one waiting update of one phone, in either direction. False when nothing waits. */
  #deliver(phone: Phone, reorder: boolean): boolean {
    const { rng } = this;
    const queues = [phone.toServer, phone.fromServer].filter((queue) => queue.length > 0);
    if (queues.length === 0) return false;
    const queue = rng.pick(queues);
    const at = reorder && rng.chance(0.3) ? rng.int(queue.length) : 0;
    const update = queue[at] as Uint8Array;
    if (!(reorder && rng.chance(0.05))) queue.splice(at, 1); // else it comes again
    if (queue === phone.toServer) Y.applyUpdate(this.server, update, phone);
    else phone.receive(update);
    return true;
  }

  step(): void {
    const { rng } = this;
    const phone = rng.pick(this.phones);
    this.nowMs += 1000;
    const kind = rng.int(100);
    if (kind < 45) this.#edit(phone);
    else if (kind < 93) {
      if (phone.online) this.#deliver(phone, true);
    } else phone.online = !phone.online;
  }

  /** What one phone has waiting reaches the server. */
  send(phone: Phone): void {
    for (const update of phone.toServer.splice(0)) Y.applyUpdate(this.server, update, phone);
  }

  /** Everyone comes back and everything arrives. */
  heal(): void {
    for (const phone of this.phones) phone.online = true;
    while (this.phones.some((phone) => this.#deliver(phone, false)));
  }

  /** What each document holds and shows; all equal when they have converged. */
  states(): string[] {
    return this.docs.map((doc) =>
      JSON.stringify([
        projectEntries(readEntries(doc)),
        readBin(doc),
        readNotes(doc),
        sorted(Object.entries(rawEntries(doc)).map(([id, entry]) => [id, sorted(Object.entries(entry))])),
        sorted(Object.entries(doc.getMap('breaks').toJSON())),
        [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
      ]),
    );
  }
}

import { SvelteMap } from 'svelte/reactivity';
import type * as Y from 'yjs';
import { AppError } from '@ensemble/shared/core/errors';
import {
  type NewTune,
  type Place,
  type TuneLogEntry,
  type TuneLogUndo,
  type TunePatch,
  addTunes,
  breakSet,
  changeTune,
  createTuneLogUndo,
  deleteEntries,
  joinSets,
  moveEntry,
  moveSet,
  readBin,
  readEntries,
  readNotes,
  readSets,
  restoreEntries,
  setNotes,
} from '@ensemble/shared/music/tune-log';
import { displayName } from '@ensemble/shared/music/tunes';
import type { LogRow } from '@ensemble/shared/music/log.schema';
import { toastProblem } from '#lib/ui/toast.svelte.ts';
import type { CollabDoc } from '#lib/collab/collab-doc.svelte.ts';
import type { LogFacts } from './log-facts.svelte.ts';
import { type SetView, changedIds, entryOfRow, keepUnchanged, viewSets } from './log-view.ts';
import { newEntryId } from './new-entry-id.ts';

/** How long somebody else's edit glows, ms. */
const GLOW_MS = 1_800;

/** Where the next tune goes: the end of the current set, or in front of a chosen tune. */
export interface LogPlace {
  newSet: boolean;
  /** An entry's id: in front of it, as part of its set. */
  before: string | null;
}

/**
 * One evening's log as the page works with it: the sets in view, every edit a person can make, undo
 * of their own, and what others just changed. The document is the truth; this draws it and acts on it.
 */
export class TuneLog {
  readonly collab: CollabDoc;
  readonly facts: LogFacts;
  readonly #doc: Y.Doc;
  readonly #origin = { who: 'this page' };
  /** Typing is no action on the list: it is not what "undo" of the list takes back. */
  readonly #notesOrigin = { who: 'this page, in the notes' };
  readonly #myId: string | null;
  #undo: TuneLogUndo | null = null;
  #known = new Map<string, TuneLogEntry>();
  #held = false;
  #stale = false;

  #sets = $state.raw<SetView[]>([]);
  #bin = $state.raw<TuneLogEntry[]>([]);
  #notes = $state('');
  #canUndo = $state(false);
  #canRedo = $state(false);
  /** Entries somebody else changed a moment ago. */
  readonly glowing = new SvelteMap<string, true>();
  /** What a screen reader should say next. */
  announcement = $state('');

  constructor(collab: CollabDoc, facts: LogFacts, rows: readonly LogRow[], myId: string | null) {
    this.collab = collab;
    this.facts = facts;
    this.#doc = collab.doc;
    this.#myId = myId;
    // The first drawing, on the server and until the document is here.
    this.#sets = viewSets([], readSets(rows.map(entryOfRow)));
  }

  get sets(): readonly SetView[] {
    return this.#sets;
  }
  get bin(): readonly TuneLogEntry[] {
    return this.#bin;
  }
  get notes(): string {
    return this.#notes;
  }
  get canUndo(): boolean {
    return this.#canUndo;
  }
  get canRedo(): boolean {
    return this.#canRedo;
  }
  readonly count: number = $derived(this.#sets.reduce((sum, set) => sum + set.entries.length, 0));

  /** Follows the document; the returned function stops. */
  open(): () => void {
    const undo = createTuneLogUndo(this.#doc, this.#origin);
    this.#undo = undo;
    const stopUndo = undo.onChange(() => {
      this.#canUndo = undo.canUndo();
      this.#canRedo = undo.canRedo();
    });
    let queued = false;
    const onTransaction = (transaction: Y.Transaction) => {
      if (transaction.local) return this.#read(false);
      if (queued) return; // a burst of others' edits is drawn once
      queued = true;
      queueMicrotask(() => {
        queued = false;
        this.#read(true);
      });
    };
    this.#doc.on('afterTransaction', onTransaction);
    return () => {
      stopUndo();
      undo.destroy();
      this.#undo = null;
      this.#doc.off('afterTransaction', onTransaction);
    };
  }

  /** While something is dragged the list under it holds still; what came meanwhile is drawn after. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held && this.#stale) this.#read(true);
  }

  entry(id: string): TuneLogEntry | undefined {
    return this.#known.get(id);
  }

  /** Where an entry stands, counted from 0; null when it is not in view. */
  locate(id: string): { set: number; at: number } | null {
    for (const [set, { entries }] of this.#sets.entries()) {
      const at = entries.findIndex((entry) => entry.id === id);
      if (at >= 0) return { set, at };
    }
    return null;
  }

  /** What to call it on the screen: as it was said that night, or else by its own name. */
  nameOf(entry: Pick<TuneLogEntry, 'name' | 'tuneId'>): string {
    return displayName(entry.name ?? this.facts.tune(entry.tuneId)?.name ?? 'A tune');
  }

  // Edits. Each is one step of undo; false says that it could not be done, and the person was told why.

  log(tunes: readonly Omit<NewTune, 'continuesSet'>[], place: LogPlace): boolean {
    return this.#act(() => {
      const continues = !place.newSet && this.#sets.length > 0;
      const items = tunes.map((tune, at) => ({ ...tune, continuesSet: at > 0 || continues }));
      if (place.before === null) {
        addTunes(this.#doc, items, {}, this.#adding);
      } else {
        const { before } = place;
        this.#doc.transact(() => {
          for (const item of items) {
            const [id] = addTunes(this.#doc, [item], {}, this.#adding);
            if (id !== undefined) moveEntry(this.#doc, id, { before }, this.#adding);
          }
        }, this.#origin);
      }
    });
  }

  /** A pasted night: each list its own set, all of it one step of undo. */
  logSets(sets: readonly (readonly Omit<NewTune, 'continuesSet'>[])[]): boolean {
    const items = sets.flatMap((set) => set.map((tune, at) => ({ ...tune, continuesSet: at > 0 })));
    return this.#act(() => void addTunes(this.#doc, items, {}, this.#adding));
  }

  change(id: string, patch: TunePatch): boolean {
    return this.#act(() => changeTune(this.#doc, id, patch, this.#edit));
  }

  remove(ids: readonly string[]): boolean {
    return this.#act(() => deleteEntries(this.#doc, ids, this.#edit));
  }

  restore(ids: readonly string[]): boolean {
    return this.#act(() => restoreEntries(this.#doc, ids, this.#edit));
  }

  breakBefore(id: string): boolean {
    return this.#act(() => breakSet(this.#doc, id, this.#edit));
  }

  joinWithPrevious(id: string): boolean {
    return this.#act(() => joinSets(this.#doc, id, this.#edit));
  }

  place(id: string, place: Place & { continuesSet?: boolean }): boolean {
    return this.#act(() => moveEntry(this.#doc, id, place, this.#adding));
  }

  placeSet(id: string, place: Place): boolean {
    return this.#act(() => moveSet(this.#doc, id, place, this.#adding));
  }

  /** One step up or down, through the sets: past the edge of one it enters the next. */
  moveBy(id: string, by: -1 | 1): boolean {
    const here = this.locate(id);
    const set = here && this.#sets[here.set];
    if (!here || !set) return false;
    const neighbour = set.entries[here.at + by];
    let moved: boolean;
    if (neighbour) moved = this.place(id, by < 0 ? { before: neighbour.id } : { after: neighbour.id });
    else {
      const next = this.#sets[here.set + by];
      const entrance = by < 0 ? next?.entries.at(-1) : next?.entries[0];
      if (entrance) moved = this.place(id, by < 0 ? { after: entrance.id } : { before: entrance.id });
      else if (by > 0 && set.entries.length > 1) moved = this.breakBefore(id);
      else return this.#announce('It cannot go further.');
    }
    if (moved) this.#announcePlace(id);
    return moved;
  }

  moveSetBy(id: string, by: -1 | 1): boolean {
    const here = this.locate(id);
    const neighbour = here && this.#sets[here.set + by];
    if (!here || !neighbour) return this.#announce('It cannot go further.');
    const moved = this.placeSet(id, by < 0 ? { before: neighbour.id } : { after: neighbour.id });
    if (moved) this.#announce(`Set ${here.set + 1} is now set ${here.set + 1 + by} of ${this.#sets.length}.`);
    return moved;
  }

  writeNotes(text: string): boolean {
    return this.#act(() => setNotes(this.#doc, text, { origin: this.#notesOrigin }));
  }

  undo(): boolean {
    const done = this.#undo?.undo() ?? false;
    this.#announce(done ? 'Your last change is undone.' : 'There is nothing of yours to undo.');
    return done;
  }

  redo(): boolean {
    const done = this.#undo?.redo() ?? false;
    this.#announce(done ? 'Your change is back.' : 'There is nothing to bring back.');
    return done;
  }

  get #edit() {
    return { origin: this.#origin };
  }
  get #adding() {
    return { origin: this.#origin, newId: newEntryId };
  }

  #act(edit: () => void): boolean {
    if (!this.collab.mayWrite) {
      toastProblem('You can no longer change this log.');
      return false;
    }
    try {
      edit();
      return true;
    } catch (thrown) {
      // Mostly: somebody took it away in the same moment.
      if (!(thrown instanceof AppError)) throw thrown;
      toastProblem(thrown.message);
      return false;
    }
  }

  #announce(text: string): false {
    // The same sentence twice is said twice only when it is not the same text.
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
    return false;
  }

  #announcePlace(id: string): void {
    const here = this.locate(id);
    const entry = this.entry(id);
    const size = here ? this.#sets[here.set]?.entries.length : 0;
    if (here && entry) {
      this.#announce(`${this.nameOf(entry)}: tune ${here.at + 1} of ${size} in set ${here.set + 1}.`);
    }
  }

  #read(byOthers: boolean): void {
    this.#stale = this.#held;
    if (this.#held) return;
    const entries = keepUnchanged(this.#known, readEntries(this.#doc));
    if (byOthers && this.collab.settled) this.#glow(entries);
    this.#known = new Map(entries.map((entry) => [entry.id, entry]));
    // Until then the rows the page came with are newer than what this device remembers.
    if (this.collab.fresh) this.#sets = viewSets(this.#sets, readSets(entries));
    this.#bin = readBin(this.#doc);
    this.#notes = readNotes(this.#doc);
  }

  /** Draws what the document holds now: when the document has become the best there is. */
  refresh(): void {
    this.#read(false);
  }

  #glow(entries: readonly TuneLogEntry[]): void {
    for (const id of changedIds(this.#known, entries)) {
      const isNew = !this.#known.has(id);
      const mine = entries.find((entry) => entry.id === id)?.loggedBy === this.#myId;
      if (isNew && mine && this.#myId !== null) continue; // from my other device, or coming back to me
      this.glowing.set(id, true);
      setTimeout(() => this.glowing.delete(id), GLOW_MS);
    }
  }
}

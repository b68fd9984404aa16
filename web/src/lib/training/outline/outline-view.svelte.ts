import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { untrack } from 'svelte';
import type * as Y from 'yjs';
import { AppError } from '@ensemble/shared/core/errors';
import type { DraftView } from '@ensemble/shared/training/drafts.schema';
import type { SessionMetadata } from '@ensemble/shared/training/metadata.schema';
import {
  type OutlineUndo,
  type SectionView,
  type TopicView,
  createOutlineUndo,
  metadataText,
  promptText,
  readComments,
  readMetadata,
  readPrompt,
  readSection,
  readSectionIds,
  readTopics,
  sectionDescription,
  sectionTitle,
} from '@ensemble/shared/training/outline';
import type { CommentView, OutlineSection } from '@ensemble/shared/training/outline.schema';
import { type Schedule, scheduleOf } from '@ensemble/shared/training/schedule';
import { CollabDoc } from '#lib/collab/collab-doc.svelte.ts';
import type { Present } from '#lib/collab/presence.ts';
import type { SaveState } from '#lib/collab/save-state.ts';
import { randomKey } from '#lib/api/client.ts';
import { toastProblem } from '#lib/ui/toast.svelte.ts';
import { type FieldKey, type SharedTextKey, type SharedTextName, sectionOfKey } from './field-key.ts';
import { keepUnchanged } from './keep-unchanged.ts';
import { spokenMark } from './time-words.ts';
import { type Touched, touchedBy } from './touched.ts';

export interface OutlineDocOptions {
  draft: DraftView;
  me: { id: string; name: string } | null;
  mayWrite: boolean;
  /** The server asked for a fresh connection: what this person may do could have changed. */
  onRestart?: () => void;
}

/**
 * One draft's shared document as the pages read it: setup, sections, comments, the clock they make, who is here and
 * what is safe. `OutlineDoc` adds what a person can do to it.
 */
export class OutlineView {
  readonly draftId: string;
  readonly me: { id: string; name: string } | null;
  readonly collab: CollabDoc;
  readonly doc: Y.Doc;
  protected readonly origin = { who: 'this page' };
  /** Of typing, which is one step of undo until one pauses or goes elsewhere. */
  protected readonly typing = { who: 'this page, typing' };
  protected history: OutlineUndo | null = null;
  #held = false;
  /** Sections as they were last read, those in the bin too. */
  readonly #known = new Map<string, SectionView>();
  #stale = { metadata: true, prompt: true, comments: true, sections: true };

  #metadata = $state.raw<SessionMetadata>() as SessionMetadata;
  #topics = $state.raw<readonly TopicView[]>([]);
  #prompt = $state('');
  #sections = $state.raw<readonly OutlineSection[]>([]);
  #bin = $state.raw<readonly OutlineSection[]>([]);
  #comments = $state.raw<readonly CommentView[]>([]);
  #canUndo = $state(false);
  #canRedo = $state(false);
  #ready = $state(false);
  /** What a screen reader should say next. */
  announcement = $state('');
  /** The section whose description or details are open, and where new ones go behind. */
  activeId = $state<string | null>(null);

  constructor({ draft, me, mayWrite, onRestart }: OutlineDocOptions) {
    this.draftId = draft.id;
    this.me = me;
    this.collab = new CollabDoc({
      kind: 'outline',
      id: draft.id,
      me,
      mayWrite,
      ...(onRestart === undefined ? {} : { onRestart }),
    });
    this.doc = this.collab.doc;
    // The first drawing, on the server and until the document is here.
    this.#metadata = draft.metadata;
    this.#prompt = draft.aiPrompt;
    this.#sections = draft.outline.sections;
  }

  get metadata(): SessionMetadata {
    return this.#metadata;
  }
  /** The custom topics with their ids, in order. */
  get topics(): readonly TopicView[] {
    return this.#topics;
  }
  get prompt(): string {
    return this.#prompt;
  }
  get sections(): readonly OutlineSection[] {
    return this.#sections;
  }
  get bin(): readonly OutlineSection[] {
    return this.#bin;
  }
  get comments(): readonly CommentView[] {
    return this.#comments;
  }
  get canUndo(): boolean {
    return this.#canUndo;
  }
  get canRedo(): boolean {
    return this.#canRedo;
  }
  get people(): readonly Present[] {
    return this.collab.people;
  }
  get save(): SaveState {
    return this.collab.status;
  }
  /** The document is here: its texts can be written in. */
  get ready(): boolean {
    return this.#ready;
  }
  get mayEdit(): boolean {
    return this.#ready && this.collab.mayWrite;
  }
  readonly #byId = $derived(new Map(this.#sections.map((section) => [section.id, section])));
  /** Only what the clock is reckoned from: a letter in a title is none of it. */
  readonly #timing = $derived(
    JSON.stringify([
      this.#metadata.startDate,
      this.#metadata.startTime,
      this.#metadata.endTime,
      this.#metadata.timezone,
      this.#sections.map(({ id, durationMinutes, groupId }) => [id, durationMinutes, groupId]),
    ]),
  );
  readonly schedule: Schedule = $derived.by(() => {
    void this.#timing;
    return untrack(() => scheduleOf(this.#metadata, this.#sections));
  });

  /** Stores, syncs and follows the document; belongs in an effect. The returned function stops it all. */
  open(): () => void {
    const undo = createOutlineUndo(this.doc, this.origin, {
      alsoTrack: [this.typing, ySyncPluginKey],
    });
    this.history = undo;
    const stopUndo = undo.onChange(() => {
      this.#canUndo = undo.canUndo();
      this.#canRedo = undo.canRedo();
    });
    let queued = false;
    const onTransaction = (transaction: Y.Transaction) => {
      if (transaction.changed.size === 0) return;
      this.#note(touchedBy(this.doc, transaction));
      if (transaction.local) return this.#read();
      if (queued) return; // a burst of others' edits is drawn once
      queued = true;
      queueMicrotask(() => {
        queued = false;
        this.#read();
      });
    };
    this.doc.on('afterTransaction', onTransaction);
    const stopDoc = this.collab.open();
    const stopWatching = $effect.root(() => {
      $effect(() => {
        if (this.collab.fresh) untrack(() => this.#read());
      });
    });
    return () => {
      stopWatching();
      stopUndo();
      undo.destroy();
      this.history = null;
      this.doc.off('afterTransaction', onTransaction);
      stopDoc();
    };
  }

  /** While something is dragged the list under it holds still; what came meanwhile is drawn after. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#read();
  }

  section(id: string | null): OutlineSection | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  /** A text that many write in at once; undefined until the document is here, or when its section is gone. */
  text(key: SharedTextKey): Y.Text | undefined {
    if (!this.#ready) return undefined;
    if (key === 'prompt') return promptText(this.doc);
    const sectionId = sectionOfKey(key);
    if (sectionId !== null) return sectionTitle(this.doc, sectionId);
    return metadataText(this.doc, key.slice('meta/'.length) as SharedTextName);
  }

  description(id: string): Y.XmlFragment | undefined {
    return this.#ready ? sectionDescription(this.doc, id) : undefined;
  }

  /** Says what I have under my fingers; null when nothing. */
  editing(key: FieldKey | null): void {
    if (key === null) this.history?.endStep();
    this.collab.setEditing(key);
  }

  /** Others who have this under their fingers, or anything in it: `section/<id>` is all of a section. */
  whoIsAt(key: string): Present[] {
    return this.people.filter(
      ({ isMe, editing }) => !isMe && (editing === key || editing?.startsWith(`${key}/`) === true),
    );
  }

  nameOf(section: Pick<OutlineSection, 'title'> | undefined): string {
    return section?.title.trim() || 'Untitled section';
  }

  announce(text: string): false {
    // The same sentence twice is said twice only when it is not the same text.
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
    return false;
  }

  protected get edit() {
    return { origin: this.origin };
  }
  protected get adding() {
    return { origin: this.origin, newId: randomKey, random: Math.random };
  }

  protected act(edit: () => void): boolean {
    if (!this.mayEdit) {
      toastProblem('You can no longer change this draft.');
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

  protected announcePlace(id: string, what = ''): void {
    const at = this.#sections.findIndex((section) => section.id === id);
    const scheduled = this.schedule.sections[at];
    if (at < 0 || !scheduled) return;
    const name = this.nameOf(this.#sections[at]);
    const place = `${at + 1} of ${this.#sections.length}, ${spokenMark(scheduled.start)}`;
    this.announce(`${name}${what === '' ? '' : ` ${what}`}: ${place}.`);
  }

  /** What is read again with the next drawing; of the sections only those that changed. */
  #note(touched: Touched): void {
    for (const id of touched.sections) this.#known.delete(id);
    this.#stale.metadata ||= touched.metadata;
    this.#stale.prompt ||= touched.prompt;
    this.#stale.comments ||= touched.comments;
    this.#stale.sections ||= touched.sections.size > 0;
  }

  #read(): void {
    // Until then what the page came with is newer than what this device remembers.
    if (this.#held || !this.collab.fresh) return;
    this.#ready = true;
    const stale = this.#stale;
    this.#stale = { metadata: false, prompt: false, comments: false, sections: false };
    if (stale.metadata) {
      this.#metadata = readMetadata(this.doc);
      this.#topics = keepUnchanged(this.#topics, readTopics(this.doc));
    }
    if (stale.prompt) this.#prompt = readPrompt(this.doc);
    if (stale.comments) this.#comments = keepUnchanged(this.#comments, readComments(this.doc));
    if (stale.sections) this.#readSections();
  }

  #readSections(): void {
    const known = this.#known;
    const section = (id: string): SectionView | undefined => {
      const found = known.get(id) ?? readSection(this.doc, id);
      if (found) known.set(id, found);
      return found;
    };
    const shown = readSectionIds(this.doc).flatMap((id) => section(id) ?? []);
    this.#sections = keepUnchanged(this.#sections, shown);
    const binned = [...this.doc.getMap('sections').keys()].filter((id) => section(id)?.deleted === true);
    this.#bin = keepUnchanged(
      this.#bin,
      binned.flatMap((id) => section(id) ?? []),
    );
  }
}

import type { SessionMetadataPatch } from '@ensemble/shared/training/metadata.schema';
import {
  type NewSection,
  type TopicInput,
  type TopicPatch,
  addSections,
  addTopic,
  changeSection,
  changeTopic,
  deleteSections,
  duplicateSection,
  moveSection,
  moveTopic,
  removeTopic,
  restoreSections,
  setGroup,
  setMetadata,
} from '@ensemble/shared/training/outline';
import type { SectionPatch } from '@ensemble/shared/training/outline.schema';
import { randomKey } from '#lib/api/client.ts';
import type { TextEdit } from '../fields/text-edit.ts';
import type { SharedTextKey } from './field-key.ts';
import { OutlineView } from './outline-view.svelte.ts';
import { type SectionPlace, groupAround, regroup, reordered, stepFrom, ungroup } from './place.ts';

/**
 * One draft's shared document as the pages work with it: every edit a person can make, and undo of their own. The
 * document is the truth; this draws it and acts on it. Each edit is one step of undo; false (or null) says that it
 * could not be done, and the person was told why.
 */
export class OutlineDoc extends OutlineView {
  writeText(key: SharedTextKey, { at, removed, inserted }: TextEdit): boolean {
    return this.act(() => {
      const text = this.text(key);
      if (!text) return;
      this.doc.transact(() => {
        if (removed > 0) text.delete(at, removed);
        if (inserted !== '') text.insert(at, inserted);
      }, this.typing);
    });
  }

  setMetadata(patch: SessionMetadataPatch): boolean {
    return this.act(() => setMetadata(this.doc, patch, this.adding));
  }

  /** Adds one, last unless told; its id, or null when it could not be done. */
  addTopic(topic: TopicInput, place?: SectionPlace): string | null {
    let id: string | null = null;
    this.act(() => {
      id = addTopic(this.doc, topic, place ?? {}, this.adding);
    });
    return id;
  }

  changeTopic(id: string, patch: TopicPatch): boolean {
    return this.act(() => changeTopic(this.doc, id, patch, this.edit));
  }

  moveTopic(id: string, place: SectionPlace): boolean {
    return this.act(() => moveTopic(this.doc, id, place, this.adding));
  }

  removeTopic(id: string): boolean {
    return this.act(() => removeTopic(this.doc, id, this.edit));
  }

  /** Adds one; its id, or null when it could not be done. */
  add(section: NewSection, place?: SectionPlace): string | null {
    let id: string | undefined;
    const done = this.act(() => {
      [id] = addSections(this.doc, [section], place ?? {}, this.adding);
    });
    if (!done || id === undefined) return null;
    this.announcePlace(id, 'added');
    return id;
  }

  change(id: string, patch: Omit<SectionPatch, 'after'>): boolean {
    return this.act(() => changeSection(this.doc, id, patch, this.edit));
  }

  duplicate(id: string): string | null {
    let copy: string | undefined;
    if (!this.act(() => (copy = duplicateSection(this.doc, id, this.adding)))) return null;
    if (copy !== undefined) this.announcePlace(copy, 'is the copy');
    return copy ?? null;
  }

  /** Into the bin, from which it can be brought back. */
  remove(ids: readonly string[]): boolean {
    const names = ids.map((id) => this.nameOf(this.section(id)));
    return this.act(() => {
      deleteSections(this.doc, ids, this.edit);
      this.announce(`${names.join(', ')}: in the bin.`);
    });
  }

  restore(ids: readonly string[]): boolean {
    return this.act(() => {
      restoreSections(this.doc, ids, this.edit);
      this.announce(ids.length === 1 ? 'The section is back.' : `${ids.length} sections are back.`);
    });
  }

  /** To another place. Between two that run at the same time it joins them; away from its own it leaves them. */
  move(id: string, place: SectionPlace): boolean {
    const after = reordered(this.sections, id, place);
    const moved = this.act(() =>
      this.doc.transact(() => {
        moveSection(this.doc, id, place, this.adding);
        this.#setGroups(regroup(after, id));
      }, this.origin),
    );
    if (moved) this.announcePlace(id);
    return moved;
  }

  moveBy(id: string, by: -1 | 1): boolean {
    const step = stepFrom(this.sections, id, by);
    if (!step) return this.announce('It cannot go further.');
    return step.kind === 'leave' ? this.runAlone(id) : this.move(id, step.place);
  }

  /** At the same time as the one before it (and those that run with that one), or the one behind. */
  runWith(id: string, neighbourId: string): boolean {
    const group = [...groupAround(this.sections, neighbourId), ...groupAround(this.sections, id)];
    const groupId = group.find((section) => section.groupId !== null)?.groupId ?? randomKey();
    const ids = group.map((section) => section.id);
    return this.act(() => {
      setGroup(this.doc, ids, groupId, this.edit);
      this.announce(`${ids.length} sections run at the same time.`);
    });
  }

  runAlone(id: string): boolean {
    const done = this.act(() =>
      this.doc.transact(() => this.#setGroups(ungroup(this.sections, id)), this.origin),
    );
    if (done) this.announcePlace(id, 'runs by itself');
    return done;
  }

  /** All that run at the same time as it run one after the other from now on. */
  dissolve(id: string): boolean {
    const ids = groupAround(this.sections, id).map((section) => section.id);
    return this.act(() => {
      setGroup(this.doc, ids, null, this.edit);
      this.announce('They run one after the other.');
    });
  }

  undo(): void {
    const done = this.history?.undo() ?? false;
    this.announce(done ? 'Your last change is undone.' : 'There is nothing of yours to undo.');
  }

  redo(): void {
    const done = this.history?.redo() ?? false;
    this.announce(done ? 'Your change is back.' : 'There is nothing to bring back.');
  }

  #setGroups(changes: readonly { id: string; groupId: string | null }[]): void {
    for (const { id, groupId } of changes) setGroup(this.doc, [id], groupId, this.edit);
  }
}

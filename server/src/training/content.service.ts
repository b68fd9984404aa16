import { AppError } from '@ensemble/shared';
import type {
  OutlineSection,
  SectionCreate,
  SectionPatch,
  SessionMetadata,
  SessionMetadataPatch,
  SessionOutline,
} from '@ensemble/shared/training';
import {
  addSections,
  changeSection,
  deleteSections,
  duplicateSection,
  readBin,
  readOutline,
  readSection,
  restoreSections,
  setMetadata,
  setPrompt,
  writeOutline,
} from '@ensemble/shared/training/outline';
import type * as Y from 'yjs';
import type { Collab } from '../collab/index.ts';
import type { Viewer } from '../http/viewer.ts';
import type { DraftContent } from './drafts.port.ts';
import { contentOf, outlineName, SERVER_ADDING } from './outline.docs.ts';

/** Reads and edits of outlines by REST and by the server. All of them go through the co-edited document. */
export class ContentService {
  readonly #collab: Collab;

  constructor(collab: Collab) {
    this.#collab = collab;
  }

  /** As it is now, also what no row has yet. */
  read(draftId: string): Promise<DraftContent> {
    return this.#collab.read(outlineName(draftId), contentOf);
  }

  /** Fields merged one by one. @throws AppError `invalid`. */
  async change(
    viewer: Viewer,
    draftId: string,
    { metadata, prompt }: { metadata?: SessionMetadataPatch | undefined; prompt?: string | undefined },
  ): Promise<void> {
    if (metadata === undefined && prompt === undefined) return;
    await this.#edit(viewer, draftId, (doc) => {
      const adding = { ...SERVER_ADDING, origin: viewer };
      if (metadata) setMetadata(doc, metadata, adding);
      if (prompt !== undefined) setPrompt(doc, prompt, adding);
    });
  }

  /** A forward change to this content by the server, which alone may say where sections come from. */
  write(
    draftId: string,
    content: { outline: SessionOutline; metadata?: SessionMetadata; prompt?: string },
  ): Promise<DraftContent> {
    return this.#collab.edit(outlineName(draftId), null, (doc) => {
      writeOutline(doc, content, SERVER_ADDING);
      return contentOf(doc);
    });
  }

  async sections(draftId: string): Promise<{ sections: OutlineSection[]; bin: OutlineSection[] }> {
    return this.#collab.read(outlineName(draftId), (doc) => ({
      sections: readOutline(doc).sections,
      bin: readBin(doc).map(plain),
    }));
  }

  /** @throws AppError `invalid` (a field, a place, too many). */
  addSection(
    viewer: Viewer,
    draftId: string,
    { after, ...section }: SectionCreate,
    id: string,
  ): Promise<OutlineSection> {
    return this.#editSection(viewer, draftId, id, (doc) => {
      // The same call again after a crash: what is there already is not added twice.
      if (!readSection(doc, id)) {
        const place = after === undefined ? {} : { after };
        addSections(doc, [{ ...section, id }], place, { ...SERVER_ADDING, origin: viewer });
      }
    });
  }

  /** @throws AppError `not-found`, `invalid`. */
  changeSection(viewer: Viewer, draftId: string, id: string, patch: SectionPatch): Promise<OutlineSection> {
    return this.#editSection(viewer, draftId, id, (doc) => {
      sectionIn(doc, id);
      changeSection(doc, id, patch, { origin: viewer });
    });
  }

  /** Into the bin. @throws AppError `not-found` */
  deleteSection(viewer: Viewer, draftId: string, id: string): Promise<void> {
    return this.#edit(viewer, draftId, (doc) => {
      deleteSections(doc, [id], { origin: viewer });
    });
  }

  /** @throws AppError `not-found`, `invalid` (too many). */
  restoreSection(viewer: Viewer, draftId: string, id: string): Promise<OutlineSection> {
    return this.#editSection(viewer, draftId, id, (doc) => {
      restoreSections(doc, [id], { origin: viewer });
    });
  }

  /** Right below its original. @throws AppError `not-found`, `invalid` (too many). */
  duplicateSection(viewer: Viewer, draftId: string, id: string, copyId: string): Promise<OutlineSection> {
    return this.#editSection(viewer, draftId, copyId, (doc) => {
      if (readSection(doc, copyId)) return;
      sectionIn(doc, id);
      duplicateSection(doc, id, { origin: viewer, newId: () => copyId });
    });
  }

  /**
   * Answers a section as it is when the server has put right what it alone may say; from the bin too, where somebody
   * else may have put it at the same moment: the call has done its work.
   */
  async #editSection(
    viewer: Viewer,
    draftId: string,
    answered: string,
    fn: (doc: Y.Doc) => void,
  ): Promise<OutlineSection> {
    await this.#edit(viewer, draftId, fn);
    return this.#collab.read(outlineName(draftId), (doc) => sectionIn(doc, answered, { binned: true }));
  }

  #edit<T>(viewer: Viewer, draftId: string, fn: (doc: Y.Doc) => T): Promise<T> {
    const { userId, name, isGuest } = viewer;
    return this.#collab.edit(outlineName(draftId), { userId, name, isGuest }, fn);
  }
}

/** @throws AppError `not-found` for one that is absent, or in the bin unless told. */
function sectionIn(doc: Y.Doc, id: string, { binned = false } = {}): OutlineSection {
  const section = readSection(doc, id);
  if (!section || (section.deleted && !binned))
    throw new AppError('not-found', 'There is no such section of this outline.');
  return plain(section);
}

function plain({
  deleted: _deleted,
  copyOf: _copyOf,
  ...section
}: OutlineSection & { deleted?: boolean; copyOf?: string | null }): OutlineSection {
  return section;
}

import * as Y from 'yjs';

/**
 * The shared document of one draft: its roots, and where its values are found.
 *
 *   metadata: Y.Map   version; long and typed texts as Y.Text (TEXT_FIELDS); the other fields of SessionMetadata plain;
 *                     topics: Y.Map<id, Y.Map{ order, title, description, durationMinutes, deleted? }>
 *   prompt:   Y.Text  the person's own prompt
 *   sections: Y.Map<id, Y.Map{ order, kind, title: Y.Text, description: Y.XmlFragment, durationMinutes, topics,
 *                     materials, groupId, origin, sources, deleted?, copyOf? }>
 *   comments: Y.Map<id, Y.Map{ sectionId, parentId, text, authorId, authorName, createdAt, editedAt, resolvedAt,
 *                     resolvedBy, deleted? }>
 *
 * A deleted section is in the bin: it keeps its place and everything in it. Every field of a section but `deleted` and
 * `copyOf` is there from its making and never taken away, so that one that vanished was lost by an undo (undo.ts).
 * Readers take nothing on trust: a client can write anything at all.
 */
export const metadataOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('metadata');
export const promptText = (doc: Y.Doc): Y.Text => doc.getText('prompt');
export const sectionsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('sections');
export const commentsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('comments');

/** Of the metadata, those that several people may type in at once. */
export const TEXT_FIELDS = ['title', 'desiredOutcome', 'currentProblem', 'specificTopics'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Raise it when an older client could no longer take part. */
export const OUTLINE_VERSION = 1;

export const isUsableId = (id: unknown): id is string =>
  typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(id);

export const asMap = (value: unknown): Y.Map<unknown> | undefined =>
  value instanceof Y.Map ? (value as Y.Map<unknown>) : undefined;

/** Both kinds of rich text are also Y.Text or Y.XmlFragment by descent: only the plain ones are meant. */
export const asText = (value: unknown): Y.Text | undefined =>
  value instanceof Y.Text && !(value instanceof Y.XmlText) ? value : undefined;

export const asFragment = (value: unknown): Y.XmlFragment | undefined =>
  value instanceof Y.XmlFragment && !(value instanceof Y.XmlElement) ? value : undefined;

export const topicsOf = (doc: Y.Doc): Y.Map<unknown> | undefined => asMap(metadataOf(doc).get('topics'));

export const sectionMap = (doc: Y.Doc, id: string): Y.Map<unknown> | undefined =>
  isUsableId(id) ? asMap(sectionsOf(doc).get(id)) : undefined;

/** The shape a document was made with; 0 before the server has seeded it. */
export function outlineVersion(doc: Y.Doc): number {
  const version = metadataOf(doc).get('version');
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 0;
}

/** For an editor to bind to; undefined until the server has seeded the document. */
export const metadataText = (doc: Y.Doc, field: TextField): Y.Text | undefined =>
  asText(metadataOf(doc).get(field));

export const sectionTitle = (doc: Y.Doc, id: string): Y.Text | undefined =>
  asText(sectionMap(doc, id)?.get('title'));

export const sectionDescription = (doc: Y.Doc, id: string): Y.XmlFragment | undefined =>
  asFragment(sectionMap(doc, id)?.get('description'));

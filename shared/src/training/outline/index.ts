export {
  metadataText,
  outlineVersion,
  OUTLINE_VERSION,
  promptText,
  sectionDescription,
  sectionTitle,
  TEXT_FIELDS,
  type TextField,
} from './shape.ts';
export * from './schema.ts';
export type { Place } from './sequence.ts';
export * from './model.ts';
export {
  addTopic,
  changeTopic,
  moveTopic,
  readMetadata,
  readTopics,
  removeTopic,
  setMetadata,
  type TopicView,
} from './metadata.ts';
export {
  addSections,
  changeSection,
  deleteSections,
  duplicateSection,
  moveSection,
  restoreSections,
  setGroup,
} from './edits.ts';
export * from './comments.ts';
export * from './write.ts';
export * from './guard.ts';
export { createOutlineUndo, type OutlineUndo, type OutlineUndoOptions } from './undo.ts';

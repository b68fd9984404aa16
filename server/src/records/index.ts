/** Plain records that several domains keep: stored under a version, listed in pages, shown by their view's schema. */
export { type FieldsOf, type Page, RowsRepo, type RowsRepoOptions, type StoredRow } from './rows.repo.ts';
export { type RecordRules, Records } from './records.ts';
export { checkWindow, listPage, windowFields } from './lists.ts';
export { presentAs } from './present.ts';
export { recordSchema } from './schema.ts';

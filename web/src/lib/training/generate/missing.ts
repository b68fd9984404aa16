import type { FieldError } from '@ensemble/shared/core/errors';
import type { SessionMetadata } from '@ensemble/shared/training/metadata.schema';
import { missingForVariants } from '@ensemble/shared/training/readiness';
import { fieldWord } from '@ensemble/shared/training/words';
import { stepHref } from '../draft/steps.ts';

export interface MissingField {
  label: string;
  /** Leads to the field. */
  href: string;
}

/** `metadata.desiredOutcome` → the setup's field of that name. */
const named = (draftId: string, { path }: FieldError): MissingField | null => {
  const [root, field] = path.split('.');
  if (root !== 'metadata' || field === undefined) return null;
  return { label: fieldWord(field), href: stepHref(draftId, 'setup', `meta/${field}`) };
};

const fieldsOf = (draftId: string, errors: readonly FieldError[]): MissingField[] =>
  errors.map((error) => named(draftId, error)).filter((field) => field !== null);

/** What the server would refuse to generate without, told beforehand. */
export const missingFields = (draftId: string, metadata: SessionMetadata): MissingField[] =>
  fieldsOf(draftId, missingForVariants(metadata));

/** What the server did refuse to generate without. */
export const refusedFields = (draftId: string, errors: readonly FieldError[]): MissingField[] =>
  fieldsOf(draftId, errors);

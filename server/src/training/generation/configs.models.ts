import type { Connection } from 'mongoose';
import { type Clock, invalidField } from '@ensemble/shared';
import { PERSONAS, type PersonaConfig, unknownPlaceholders } from '@ensemble/shared/training';
import { Records, recordSchema, RowsRepo, type StoredRow } from '../../records/index.ts';

export interface VariantConfigRow extends StoredRow, PersonaConfig {
  /** Lists come in the order of the personas. */
  place: number;
}

/** The four personas as they are configured here: seeded once, then whoever edits them owns them. */
export function openVariantConfigs(connection: Connection, clock: Clock): Records<VariantConfigRow> {
  const repo = new RowsRepo<VariantConfigRow>({
    connection,
    clock,
    name: 'VariantConfig',
    collection: 'variant_configs',
    schema: recordSchema({
      persona: { type: String, required: true, enum: PERSONAS },
      place: { type: Number, required: true },
      label: { type: String, required: true },
      description: { type: String, default: '' },
      instruction: { type: String, required: true },
      isActive: { type: Boolean, required: true },
    }),
    order: ['place'],
  });
  return new Records({ noun: 'variant configuration', repo, judge: judgeConfig });
}

/** A name in braces that stands for nothing would be read out to a model as it is. */
function judgeConfig({ instruction }: Pick<PersonaConfig, 'instruction'>): void {
  const unknown = unknownPlaceholders(instruction);
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `{{${name}}}`).join(', ');
  throw invalidField('instruction', `has placeholders that stand for nothing: ${names}`);
}

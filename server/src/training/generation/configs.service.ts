import type { Connection } from 'mongoose';
import { AppError, type Clock } from '@ensemble/shared';
import { DEFAULT_PERSONAS, PERSONAS, type VariantConfigPatch } from '@ensemble/shared/training';
import type { z } from 'zod';
import { derivedId } from '../../http/ids.ts';
import type { Records } from '../../records/index.ts';
import { openVariantConfigs, type VariantConfigRow } from './configs.models.ts';

export class VariantConfigs {
  readonly records: Records<VariantConfigRow>;

  constructor(connection: Connection, clock: Clock) {
    this.records = openVariantConfigs(connection, clock);
  }

  /** Puts in what is missing; nodes that start together put it in once. */
  async init(): Promise<void> {
    await this.records.repo.init();
    for (const [place, persona] of PERSONAS.entries()) {
      const id = derivedId('variant-config', persona);
      await this.records.create(id, { ...DEFAULT_PERSONAS[persona], place }).catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== 11000) throw error;
      });
    }
  }

  /** Those that are switched on, in the order of the personas. @throws AppError `conflict` when none is. */
  async active(): Promise<VariantConfigRow[]> {
    const rows = await this.records.repo.all({ isActive: true });
    if (rows.length > 0) return rows;
    throw new AppError('conflict', 'Every variant is switched off. A host can switch one on.');
  }

  patch(
    id: string,
    patch: z.output<typeof VariantConfigPatch>,
    ifMatch: number | null,
  ): Promise<VariantConfigRow> {
    return this.records.patch(id, patch, ifMatch);
  }

  /** As they come with the app. */
  async reset(id: string, ifMatch: number | null): Promise<VariantConfigRow> {
    const { persona } = await this.records.get(id);
    return this.records.patch(id, DEFAULT_PERSONAS[persona], ifMatch);
  }
}

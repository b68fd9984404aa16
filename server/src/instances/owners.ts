import { AppError, type SessionAction } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import type { InstanceRow } from './instances.repo.ts';

/** What an instance takes from the thing it is an occurrence of. */
export interface OwnerFacts {
  title: string;
  venue: string | null;
  timezone: string;
  activeBufferMinutesBefore: number;
  activeBufferMinutesAfter: number;
}

/** What of an instance its rights hang on. */
export type RightsRow = Pick<InstanceRow, '_id' | 'source' | 'data'>;

/** A domain whose things have dated occurrences registers how to ask about them. */
export interface InstanceOwner {
  kind: InstanceRow['source']['kind'];
  facts(sourceId: string): Promise<OwnerFacts | null>;
  /** Whether this viewer may do this with one of them; where the owner is gone: no. */
  may(viewer: Viewer | null, row: RightsRow, action: SessionAction): Promise<boolean>;
}

export class InstanceOwners {
  readonly #owners = new Map<string, InstanceOwner>();

  register(owner: InstanceOwner): void {
    this.#owners.set(owner.kind, owner);
  }

  of(row: Pick<InstanceRow, 'source'>): InstanceOwner {
    const owner = this.#owners.get(row.source.kind);
    if (!owner) throw new AppError('not-found', 'There is no such instance.');
    return owner;
  }

  may(viewer: Viewer | null, row: RightsRow, action: SessionAction): Promise<boolean> {
    return this.of(row).may(viewer, row, action);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@ensemble/shared';
import { activeWindow } from '@ensemble/shared/instances';
import { derivedId } from '../http/ids.ts';
import type { InstanceChange, InstanceRow } from './instances.repo.ts';
import type { OwnerFacts } from './owners.ts';

/** What a write to an instance is decided with: plain questions about plain data. */

/** Follows from where it was first put, so that making it twice makes one. */
export const instanceId = (
  { kind, id }: { kind: InstanceRow['source']['kind']; id: string },
  date: string,
  startTime: string,
): string => derivedId('instance', kind, id, date, startTime);

export function windowOf(
  row: { startsAt: Date; endsAt: Date },
  facts: OwnerFacts,
): { activeFrom: Date; activeUntil: Date } {
  const found = activeWindow(
    { startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString() },
    facts,
  );
  return { activeFrom: new Date(found.activeFrom), activeUntil: new Date(found.activeUntil) };
}

export function stale(version: number | null): AppError {
  return new AppError(
    'stale-version',
    'Somebody else changed this in between. Load it again and repeat your change.',
    {
      details: version === null ? {} : { version },
    },
  );
}

export const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;

export const differs = (row: InstanceRow, change: InstanceChange): boolean =>
  Object.entries(change).some(([name, value]) => !isDeepStrictEqual(row[name as keyof InstanceRow], value));

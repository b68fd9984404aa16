import type { InstanceView } from '@ensemble/shared';
import type { InstanceRow } from './instances.repo.ts';

/** The only fields of an instance that leave the server. */
export function presentInstance(row: InstanceRow): InstanceView {
  const sourceId = row.source.id.toHexString();
  return {
    id: row._id.toHexString(),
    source: { kind: row.source.kind, id: sourceId },
    ...(row.source.kind === 'session' ? { sessionId: sourceId } : {}),
    title: row.title,
    date: row.date,
    startTime: row.startTime,
    endTime: row.endTime,
    timezone: row.timezone,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    activeFrom: row.activeFrom.toISOString(),
    activeUntil: row.activeUntil.toISOString(),
    status: row.status,
    isActive: row.isActive,
    isCancelled: row.status === 'cancelled',
    venue: row.locationOverride ?? row.venue,
    locationOverride: row.locationOverride,
    comments: row.comments,
    logCompleteDate: row.logCompletedAt?.toISOString() ?? null,
    capacityMin: row.capacityMin,
    capacityMax: row.capacityMax,
    costMin: row.costMin,
    priceMinor: row.priceMinor,
    variableCostMinor: row.variableCostMinor,
    currency: row.currency,
    overlays: row.overlays,
    data: row.data,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

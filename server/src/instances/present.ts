import type { InstanceView } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import { publicData } from './public-data.ts';
import type { InstanceRow } from './instances.repo.ts';
import type { InstanceOwners } from './owners.ts';

/** Open to people who only come: what they cost and what is noted of them is for those who manage them. */
const OPEN_KINDS: readonly InstanceRow['source']['kind'][] = ['agenda-slot', 'training'];

/**
 * The only fields of an instance that leave the server. Sessions of the agenda are open to everybody, and training
 * sessions may be: what they cost, what is earned beside them and notes on partners are for those who manage them
 * (`forStaff`).
 */
export function presentInstance(row: InstanceRow, forStaff = false): InstanceView {
  const sourceId = row.source.id.toHexString();
  const hides = OPEN_KINDS.includes(row.source.kind) && !forStaff;
  const { citySlug, sessionStackId, agendaWeekId, agendaSlotId } = row;
  return {
    id: row._id.toHexString(),
    source: { kind: row.source.kind, id: sourceId },
    ...(row.source.kind === 'session' ? { sessionId: sourceId } : {}),
    ...(sessionStackId ? { sessionStackId } : {}),
    ...(agendaWeekId ? { agendaWeekId } : {}),
    ...(agendaSlotId ? { agendaSlotId } : {}),
    ...(citySlug ? { citySlug } : {}),
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
    costMin: hides ? null : row.costMin,
    priceMinor: row.priceMinor,
    variableCostMinor: hides ? null : row.variableCostMinor,
    currency: row.currency,
    overlays: hides ? [] : row.overlays,
    data: hides ? publicData(row.data) : row.data,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** As this viewer may see it. */
export const presentFor = async (
  owners: InstanceOwners,
  viewer: Viewer | null,
  row: InstanceRow,
): Promise<InstanceView> => presentInstance(row, await owners.may(viewer, row, 'manage'));

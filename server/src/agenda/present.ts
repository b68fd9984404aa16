import type { z } from 'zod';
import { AgendaSlotView, AgendaWeekView } from '@ensemble/shared/agenda';
import { publicData } from '../instances/index.ts';
import type { SlotRow, WeekRow } from './agenda.models.ts';
import type { StoredRow } from './rows.repo.ts';

/** What leaves the server is what its view's schema lists, and nothing else. */
export function presentAs<View extends z.ZodType>(view: View, row: StoredRow): z.output<View> {
  const { _id, createdAt, updatedAt, ...fields } = row;
  return view.parse({
    ...fields,
    id: _id.toHexString(),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  });
}

/** Terms, people and notes in `data` are the hosts'. */
const open = <Row extends { data: Record<string, unknown> }>(row: Row, forHosts: boolean): Row =>
  forHosts ? row : { ...row, data: publicData(row.data) };

export const presentWeek = (row: WeekRow, forHosts: boolean): AgendaWeekView =>
  presentAs(AgendaWeekView, open(row, forHosts));

export const presentSlot = (row: SlotRow, forHosts: boolean): AgendaSlotView =>
  presentAs(AgendaSlotView, open(row, forHosts));

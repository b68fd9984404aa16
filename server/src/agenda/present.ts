import { AgendaSlotView, AgendaWeekView } from '@ensemble/shared/agenda';
import { publicData } from '../instances/index.ts';
import type { SlotRow, WeekRow } from './agenda.models.ts';
import { presentAs } from '../records/index.ts';

/** Terms, people and notes in `data` are the hosts'. */
const open = <Row extends { data: Record<string, unknown> }>(row: Row, forHosts: boolean): Row =>
  forHosts ? row : { ...row, data: publicData(row.data) };

export const presentWeek = (row: WeekRow, forHosts: boolean): AgendaWeekView =>
  presentAs(AgendaWeekView, open(row, forHosts));

export const presentSlot = (row: SlotRow, forHosts: boolean): AgendaSlotView =>
  presentAs(AgendaSlotView, open(row, forHosts));

import { z } from 'zod';
import { InstanceView } from '../instances/instances.schema.ts';
import { SeatCountsView } from '../seats/seats.schema.ts';
import { CityView } from './city.schema.ts';

/** What is on in a city: its dated sessions, each with its seats. */

/** An account that can lead a session, or does. */
export const GuideView = z.object({ id: z.string(), name: z.string() });
export type GuideView = z.output<typeof GuideView>;

export const CityAgendaItem = z.object({
  instance: InstanceView,
  seats: SeatCountsView,
  /** What it is, as its session stack says; empty where nobody wrote it. */
  summary: z.string(),
  /** Whom `data.guidePrimaryId` names; null for everybody but hosts, and where it names no account. */
  guide: GuideView.nullable(),
});
export type CityAgendaItem = z.output<typeof CityAgendaItem>;

export const CityAgendaView = z.object({
  city: CityView,
  items: z.array(CityAgendaItem),
  nextCursor: z.string().nullable(),
});
export type CityAgendaView = z.output<typeof CityAgendaView>;

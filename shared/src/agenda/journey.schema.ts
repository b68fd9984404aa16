import { z } from 'zod';
import { Id } from '../core/schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';
import { SeatCountsView } from '../seats/seats.schema.ts';
import { DurationMin, Slug } from './fields.schema.ts';

/** Journey: a session path as people walk it, each stage with the next days on which it can be booked. */

export const JourneyStage = z.object({
  stackId: Id,
  title: z.string(),
  slug: Slug,
  summary: z.string(),
  experience: z.string().nullable(),
  defaultDurationMin: DurationMin,
  /** Soonest first; those that are full are in it too, since people ask. */
  next: z.array(z.object({ instance: InstanceView, seats: SeatCountsView })),
});
export type JourneyStage = z.output<typeof JourneyStage>;

export const JourneyView = z.object({
  id: Id,
  title: z.string(),
  slug: Slug,
  summary: z.string(),
  /** In the order they are walked; the same stage may come again. */
  stages: z.array(JourneyStage),
});
export type JourneyView = z.output<typeof JourneyView>;

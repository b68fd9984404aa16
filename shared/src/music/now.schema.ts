import { z } from 'zod';
import { Id } from '../core/schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';

/** One evening on the Now page, with what its card says. */
export const NowItem = z.object({
  instance: InstanceView,
  session: z.object({
    id: Id,
    name: z.string(),
    path: z.string(),
    city: z.string().nullable(),
    timezone: z.string(),
    locationName: z.string().nullable(),
  }),
  tuneCount: z.int(),
});
export type NowItem = z.infer<typeof NowItem>;

export const NowView = z.object({
  active: z.array(NowItem),
  /** Within two weeks, soonest first. */
  upcoming: z.array(NowItem),
  /** What the viewer last logged in, newest first. */
  recent: z.array(NowItem),
});
export type NowView = z.infer<typeof NowView>;

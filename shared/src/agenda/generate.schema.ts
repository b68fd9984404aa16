import { z } from 'zod';
import { LocalDate } from '../core/schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';
import { checkDates, checkSpan } from './fields.schema.ts';

/** For POST /api/agenda/weeks/:id/generate. Local dates of the city, both inclusive, at most a year. */
export const GenerateRequest = z
  .strictObject({ from: LocalDate, to: LocalDate, dryRun: z.boolean().default(false) })
  .superRefine(checkDates('from', 'to'))
  .superRefine(checkSpan);
export type GenerateRequest = z.infer<typeof GenerateRequest>;
export type GenerateRequestInput = z.input<typeof GenerateRequest>;

/** Why an instance was left as it is although the week says otherwise. */
export const CONFLICT_REASONS = ['edited-by-hand', 'cancelled-by-hand', 'has-reservations'] as const;

/** One field on which the instance and the week differ. */
export const FieldChangeView = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });
export type FieldChangeView = z.infer<typeof FieldChangeView>;

/** `created` of a dry run carry the id they would get; nothing is stored under it yet. */
export const GenerateView = z.object({
  dryRun: z.boolean(),
  created: z.array(InstanceView),
  unchanged: z.array(InstanceView),
  updated: z.array(InstanceView.extend({ changes: z.array(FieldChangeView) })),
  conflicting: z.array(
    InstanceView.extend({
      reason: z.enum(CONFLICT_REASONS),
      detail: z.string(),
      changes: z.array(FieldChangeView),
    }),
  ),
});
export type GenerateView = z.output<typeof GenerateView>;

import { z } from 'zod';
import { page, PageQuery } from '../core/schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';
import { ReservationView, SeatCountsView } from './seats.schema.ts';

/** Reservations as those see them who made them. */

/** Of GET /api/reservations. */
export const BookingView = z.object({ reservation: ReservationView, instance: InstanceView });
export type BookingView = z.output<typeof BookingView>;

/** `past=true` for sessions that are over, the latest first; otherwise those to come, the soonest first. */
export const BookingsQuery = PageQuery.extend({ past: z.enum(['true', 'false']).default('false') });
export type BookingsQuery = z.output<typeof BookingsQuery>;
export const BookingsPage = page(BookingView);

/** For POST …/reservations/:rid/confirmation: where to send the link. */
export const ConfirmationRequest = z.strictObject({
  email: z.email('must be an e-mail address').max(200, 'must be at most 200 characters'),
});
export type ConfirmationRequest = z.infer<typeof ConfirmationRequest>;

/** What a mailed link is about. */
export const BookingLinkView = BookingView.extend({ seats: SeatCountsView });
export type BookingLinkView = z.output<typeof BookingLinkView>;

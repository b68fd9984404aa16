import { Id } from '@ensemble/shared';
import {
  BookingLinkView,
  BookingsPage,
  BookingsQuery,
  ConfirmationRequest,
  ReservationView,
} from '@ensemble/shared/seats';
import { z } from 'zod';
import { anyone, requireViewer, signedIn } from '../http/access.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import { countMail, type MailLimits } from '../mail/mail-limits.ts';
import type { BookingsService } from './bookings.service.ts';
import { keyOf, repeatsIn } from './keys.ts';

const tag = 'Bookings';
const Token = z.object({ token: z.string().regex(/^[\w-]{20,64}$/, 'is not one of our links') });

export interface BookingRoutesDeps {
  bookings: BookingsService;
  /** Whoever booked it, and nobody else. */
  own: Access;
  limits: MailLimits;
}

export function bookingRoutes({ bookings, own, limits }: BookingRoutesDeps): RouteDefinition[] {
  const step = (type: 'confirm' | 'cancel', summary: string) =>
    route({
      method: 'post',
      path: `/booking-links/:token/${type}`,
      tag,
      summary,
      access: anyone,
      params: Token,
      answer: ReservationView,
      problems: ['not-found', 'illegal-move', 'hold-expired'],
      // HTTP's memory would write down the link's address.
      keepsOwnAnswers: 'all',
      handle: (context) =>
        bookings.step(context.params.token, type, { key: keyOf(context), onRepeat: repeatsIn(context) }),
    });
  return [
    route({
      method: 'get',
      path: '/reservations',
      tag,
      summary: 'What you booked: sessions to come, the soonest first, or those that are over',
      access: signedIn,
      query: BookingsQuery,
      answer: BookingsPage,
      handle({ viewer, query }) {
        requireViewer(viewer);
        return bookings.mine(viewer, query);
      },
    }),
    route({
      method: 'post',
      path: '/instances/:id/reservations/:rid/confirmation',
      tag,
      summary: 'Mail a link by which your reservation is confirmed or cancelled without signing in',
      access: own,
      params: z.object({ id: Id, rid: Id }),
      body: ConfirmationRequest,
      status: 204,
      problems: ['hold-expired', 'cancelled', 'unavailable'],
      async handle({ viewer, params: { id, rid }, body: { email }, req }) {
        requireViewer(viewer);
        await countMail(limits, { userId: viewer.userId, email, req });
        await bookings.mail(id, rid, email);
      },
    }),
    route({
      method: 'get',
      path: '/booking-links/:token',
      tag,
      summary: 'What a mailed link is about; the link is the right to see it',
      access: anyone,
      params: Token,
      answer: BookingLinkView,
      problems: ['not-found'],
      handle: ({ params: { token } }) => bookings.preview(token),
    }),
    step('confirm', 'Confirm what a mailed link is about'),
    step('cancel', 'Give back what a mailed link is about'),
  ];
}

import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';
import { SeatCountsView } from '../seats/seats.schema.ts';
import { Room } from './fields.schema.ts';

/** For POST /api/instances/:id/invitations: a link by which somebody takes seats of kind `invited`. */

export const InvitationCreate = z.strictObject({
  name: text(120).default(''),
  email: z.email('must be an e-mail address').max(200).nullable().default(null),
  /** The most seats that can be taken through the link. */
  seats: Room.max(100, 'must be at most 100 seats').default(1),
  /** Null: until the instance starts. */
  expiresAt: Instant.nullable().default(null),
});
export type InvitationCreate = z.infer<typeof InvitationCreate>;
export type InvitationCreateInput = z.input<typeof InvitationCreate>;

export const INVITATION_STATUSES = ['open', 'accepted', 'revoked', 'expired'] as const;

export const InvitationView = z.object({
  id: Id,
  instanceId: Id,
  name: z.string(),
  email: z.string().nullable(),
  seats: z.int(),
  expiresAt: Instant.nullable(),
  status: z.enum(INVITATION_STATUSES),
  reservationId: Id.nullable(),
  /** Only in the answer that made it; it is not stored in the clear. */
  url: z.string().optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type InvitationView = z.output<typeof InvitationView>;

/** What the invited person sends through the link. */
export const InvitationAccept = z.strictObject({
  partyName: requiredText(120),
  seats: Room.max(100, 'must be at most 100 seats').default(1),
});
export type InvitationAccept = z.infer<typeof InvitationAccept>;

/** What the link's page shows before anybody accepts. The address it was meant for stays with the guides. */
export const InvitationPreview = z.object({
  invitation: InvitationView,
  instance: InstanceView,
  seats: SeatCountsView,
});
export type InvitationPreview = z.output<typeof InvitationPreview>;

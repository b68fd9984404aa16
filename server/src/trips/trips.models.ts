import { type Connection, Schema } from 'mongoose';
import type { Clock, FieldError } from '@ensemble/shared';
import type { InvitationView, OfferView, OrderView, TripCreate } from '@ensemble/shared/agenda';
import { recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';

/** Trips and what is agreed about them as stored; ids of one another as hex. */

/** An allocation that is being carried out; whoever finds it after `until` finishes it. */
export interface PendingAllocation {
  /** Also the key of each of its steps. */
  call: string;
  lines: { instanceId: string; seats: number }[];
  /** Where the trip had seats when it began. */
  others: string[];
  partyName: string;
  userId: string | null;
  until: Date;
}

/** How a call ended, so that a repeat hears the same. */
export interface FinishedAllocation {
  call: string;
  refusal: AllocationRefusal | null;
}

export interface AllocationRefusal {
  code: string;
  message: string;
  fields: FieldError[];
  details: Record<string, unknown>;
}

export type TripRow = StoredRow &
  TripCreate & {
    /** Whether it ever had seats: what it has now stands in the instances alone. */
    wasAllocated: boolean;
    pending: PendingAllocation | null;
    /** The latest last. */
    finished: FinishedAllocation[];
  };

type Priced = 'tripId' | 'customerName' | 'lines' | 'totalMinor' | 'currency';

export type OfferRow = StoredRow &
  Pick<OfferView, Priced | 'title'> & {
    /** `expired` is never stored: it follows from the clock. */
    status: 'open' | 'accepted' | 'withdrawn';
    expiresAt: Date;
    acceptedAt: Date | null;
    orderId: string | null;
    rank: number;
  };

export type OrderRow = StoredRow &
  Pick<OrderView, Priced | 'number' | 'offerId' | 'status'> & {
    cancellation: { at: Date; reason: string; byUserId: string | null } | null;
    year: number;
    /** Counts from 1 within its year, without gaps. */
    serial: number;
    rank: number;
  };

export type InvitationRow = StoredRow &
  Pick<InvitationView, 'instanceId' | 'name' | 'email' | 'seats' | 'reservationId'> & {
    /** SHA-256: who reads the store cannot come in with it. */
    tokenHash: string;
    status: 'open' | 'accepted' | 'revoked';
    expiresAt: Date | null;
    acceptedBy: string | null;
    rank: number;
  };

const word = { type: String, required: true };
const mayBeEmpty = { type: String, default: '' };
const orNull = { type: String, default: null };
const count = { type: Number, required: true };
const dateOrNull = { type: Date, default: null };
const mixed = Schema.Types.Mixed;
/** Lists come in ascending order; the newest first means a number that falls as time goes on. */
const rank = count;

function trip(): Schema {
  const schema = recordSchema({
    title: word,
    citySlug: word,
    from: word,
    to: word,
    pax: count,
    travellers: { type: [mixed], default: [] },
    data: { type: mixed, default: {} },
    wasAllocated: { type: Boolean, default: false },
    pending: { type: mixed, default: null },
    finished: { type: [mixed], default: [] },
  });
  schema.index({ from: 1, title: 1 });
  schema.index({ citySlug: 1 });
  schema.index({ 'pending.until': 1 }, { sparse: true });
  return schema;
}

const priced = {
  tripId: orNull,
  customerName: mayBeEmpty,
  lines: { type: [mixed], default: [] },
  totalMinor: count,
  currency: word,
};

function offer(): Schema {
  const schema = recordSchema({
    ...priced,
    title: mayBeEmpty,
    status: word,
    expiresAt: { type: Date, required: true },
    acceptedAt: dateOrNull,
    orderId: orNull,
    rank,
  });
  schema.index({ rank: 1 });
  schema.index({ tripId: 1 });
  schema.index({ status: 1, acceptedAt: 1 });
  return schema;
}

function order(): Schema {
  const schema = recordSchema({
    ...priced,
    offerId: orNull,
    status: word,
    cancellation: { type: mixed, default: null },
    number: word,
    year: count,
    serial: count,
    rank,
  });
  schema.index({ number: 1 }, { unique: true });
  schema.index({ rank: 1 }, { unique: true });
  schema.index({ tripId: 1 });
  return schema;
}

function invitation(): Schema {
  const schema = recordSchema({
    instanceId: word,
    name: mayBeEmpty,
    email: orNull,
    seats: count,
    tokenHash: word,
    status: word,
    expiresAt: dateOrNull,
    acceptedBy: orNull,
    reservationId: orNull,
    rank,
  });
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ instanceId: 1, rank: 1 });
  schema.index({ acceptedBy: 1 });
  return schema;
}

export interface TripRepos {
  trips: RowsRepo<TripRow>;
  offers: RowsRepo<OfferRow>;
  orders: RowsRepo<OrderRow>;
  invitations: RowsRepo<InvitationRow>;
}

export async function openTripRepos(connection: Connection, clock: Clock): Promise<TripRepos> {
  const open = <Row extends StoredRow>(
    name: string,
    collection: string,
    schema: Schema,
    order: readonly string[],
  ) => new RowsRepo<Row>({ connection, clock, name, collection, schema, order });
  const repos: TripRepos = {
    trips: open('Trip', 'trips', trip(), ['from', 'title']),
    offers: open('Offer', 'offers', offer(), ['rank']),
    orders: open('Order', 'orders', order(), ['rank']),
    invitations: open('SeatInvitation', 'seat_invitations', invitation(), ['rank']),
  };
  const { trips, offers, orders, invitations } = repos;
  await Promise.all([trips, offers, orders, invitations].map((repo) => repo.init()));
  return repos;
}

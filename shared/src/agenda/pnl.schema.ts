import { z } from 'zod';
import { Id } from '../core/schema.ts';
import { ExchangeRate, OVERLAY_KINDS } from './overlay.schema.ts';
import { ROLL_UP_BY } from './pnl-shares.ts';

/** What the money routes answer. Amounts in minor units; ratios are fractions of 1. */

const minor = z.int();
const pax = z.int();
const paxOrNull = z.int().nullable();
const id = Id.nullable();

/** Of one number of people, for the break-even plot. */
const PlotPointView = z.object({
  pax,
  revenue: minor,
  overlay: minor,
  fixedCost: minor,
  variableCost: minor,
  result: minor,
  resultWithOverlay: minor,
});

export const InstancePnlView = z.object({
  instance: z.object({
    id: Id,
    title: z.string(),
    date: z.string(),
    startTime: z.string(),
    citySlug: z.string().nullable(),
    agendaWeekId: id,
    sessionStackId: id,
    status: z.string(),
    guidePrimaryId: z.string().nullable(),
  }),
  currency: z.string(),
  capacityMin: paxOrNull,
  capacityMax: paxOrNull,
  pax,
  loadFactor: z.number().nullable(),
  ticketsMinor: minor,
  variableCostMinor: minor,
  contributionPerPayingPax: minor,
  fixedCostAtPax: minor,
  coreContribution: minor,
  coverage: z.number(),
  marginAfterMinimum: minor,
  overlay: minor,
  sessionResult: minor,
  breakEvenPaxCore: paxOrNull,
  deadZoneCore: z.array(pax),
  breakEvenPaxWithOverlay: paxOrNull,
  deadZoneWithOverlay: z.array(pax),
  breakEvenLoadFactorCore: z.number().nullable(),
  paxToGo: paxOrNull,
  seatsToCover: paxOrNull,
  paxToMinimum: pax,
  missingMinor: minor,
  marginOfSafety: z.number().nullable(),
  state: z.enum(['never', 'below minimum pax', 'short', 'covered']),
  overlays: z.array(
    z.object({
      kind: z.enum(OVERLAY_KINDS),
      source: z.string(),
      note: z.string(),
      consigned: z.boolean(),
      currency: z.string(),
      perSeatMinor: minor,
      fixedMinor: minor,
      amountMinor: minor,
      rate: ExchangeRate.nullable(),
      convertedMinor: minor.nullable(),
    }),
  ),
  trips: z.array(z.object({ tripId: z.string().nullable(), pax, ticketsMinor: minor })),
  plot: z.array(PlotPointView),
});
export type InstancePnlView = z.output<typeof InstancePnlView>;

const Total = z.object({
  currency: z.string(),
  ticketsMinor: minor,
  variableCostMinor: minor,
  fixedCostMinor: minor,
  coreContribution: minor,
  marginAfterMinimum: minor,
  overlays: z.object({ affiliate: minor, goods: minor, content: minor, training: minor, other: minor }),
  overlay: minor,
  sessionResult: minor,
});

const GroupView = z.object({
  key: z.string().nullable(),
  instances: z.int(),
  pax,
  totals: z.array(Total),
  rates: z.array(ExchangeRate),
  converted: z
    .object({
      total: Total.extend({ rates: z.array(ExchangeRate) }).nullable(),
      missing: z.array(z.string()),
    })
    .nullable(),
});
export type PnlGroupView = z.output<typeof GroupView>;

export const RolledUpView = z.object({
  by: z.enum(ROLL_UP_BY),
  items: z.array(GroupView),
  nextCursor: z.null(),
});
export type RolledUpView = z.output<typeof RolledUpView>;

/** The sessions behind one sum, each with its part in it; earliest first. */
export const GroupSessionsView = z.object({
  items: z.array(
    z.object({
      session: InstancePnlView.omit({ plot: true, deadZoneCore: true, deadZoneWithOverlay: true }),
      share: z.object({ pax, totals: z.array(Total) }),
    }),
  ),
  nextCursor: z.null(),
});
export type GroupSessionsView = z.output<typeof GroupSessionsView>;

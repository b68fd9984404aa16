import { Id } from '@ensemble/shared';
import { ExchangeRate, OVERLAY_KINDS, ROLL_UP_BY } from '@ensemble/shared/agenda';
import { z } from 'zod';

/** What the money routes answer, for the API's document. Amounts in minor units; ratios are fractions of 1. */

const minor = z.int();
const pax = z.int();
const paxOrNull = z.int().nullable();
const id = Id.nullable();

export const InstancePnlView = z.object({
  instance: z.object({
    id: Id,
    title: z.string(),
    date: z.string(),
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
  plot: z.array(z.looseObject({ pax })),
});

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

export const RolledUpView = z.object({
  by: z.enum(ROLL_UP_BY),
  items: z.array(
    z.object({
      key: z.string().nullable(),
      instances: z.int(),
      pax,
      totals: z.array(Total),
      converted: z
        .object({
          total: Total.extend({ rates: z.array(ExchangeRate) }).nullable(),
          missing: z.array(z.string()),
        })
        .nullable(),
    }),
  ),
  nextCursor: z.null(),
});

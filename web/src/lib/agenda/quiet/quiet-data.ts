import type { AgendaData, Overlay, StepCost } from '@ensemble/shared/agenda';

/**
 * `data` of stacks, weeks and slots as a form holds it: every list is there, and of objects, since a name
 * alone is allowed where more may be said. Fields nobody here knows stay as they are.
 */

type Loose<Fields> = Partial<Fields> & Record<string, unknown>;

export type StopRow = Loose<{
  name: string;
  partner: string;
  guild: string;
  perSeatMinor: number | null;
  note: string;
}>;
export type ProductRow = Loose<{
  name: string;
  consignor: string;
  unitPriceMinor: number | null;
  rateBps: number | null;
  note: string;
}>;
export type FlowRow = Loose<{ name: string; kind: string; note: string }>;
export type PartnerRow = Loose<{ name: string; role: string; note: string }>;
export type StepCostRow = { [Name in keyof StepCost]?: StepCost[Name] | null };
export interface OverlayRow {
  kind: Overlay['kind'];
  source: string;
  note: string;
  perSeatMinor: number | null;
  fixedMinor: number | null;
  commission: { salesMinor: number | null; rateBps: number | null };
  goods: GoodsRow;
  currency?: string | undefined;
}
export interface GoodsRow {
  units: number | null;
  unitPriceMinor: number | null;
  unitCostMinor: number | null;
  consignor: string;
  rateBps: number | null;
}

type Said = Pick<
  AgendaData,
  | 'seasonMode'
  | 'rhythmTag'
  | 'storyFocus'
  | 'energyLevel'
  | 'guidePrimaryId'
  | 'experience'
  | 'guild'
  | 'freePlaces'
>;

export type QuietValues = Record<string, unknown> &
  Said & {
    affiliateStops: StopRow[];
    consignedProducts: ProductRow[];
    attachedFlows: FlowRow[];
    partners: PartnerRow[];
    stepCosts: StepCostRow[];
    overlays: OverlayRow[];
    apprenticeIds: string[];
  };

const named = <Row extends { name?: unknown }>(items: readonly (string | object)[] = []): Row[] =>
  items.map((item) => (typeof item === 'string' ? { name: item } : { ...item }) as Row);

export const quietValues = (data: AgendaData): QuietValues => ({
  ...data,
  affiliateStops: named(data.affiliateStops),
  consignedProducts: named(data.consignedProducts),
  attachedFlows: named(data.attachedFlows),
  partners: named(data.partners),
  stepCosts: (data.stepCosts ?? []).map((cost) => ({ ...cost })),
  overlays: (data.overlays ?? []).map(overlayRow),
  apprenticeIds: [...(data.apprenticeIds ?? [])],
});

const NO_GOODS: GoodsRow = {
  units: null,
  unitPriceMinor: null,
  unitCostMinor: null,
  consignor: '',
  rateBps: null,
};

export const overlayRow = (overlay: Partial<Overlay> & Pick<Overlay, 'kind'>): OverlayRow => ({
  kind: overlay.kind,
  source: overlay.source ?? '',
  note: overlay.note ?? '',
  perSeatMinor: overlay.perSeatMinor === 0 ? null : (overlay.perSeatMinor ?? null),
  fixedMinor: overlay.fixedMinor === 0 ? null : (overlay.fixedMinor ?? null),
  commission: { salesMinor: null, rateBps: null, ...overlay.commission },
  goods: { ...NO_GOODS, ...overlay.goods },
  ...(overlay.currency === undefined ? {} : { currency: overlay.currency }),
});

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Without what was left empty; undefined when that is everything. */
function filled(row: object): Record<string, unknown> | undefined {
  const entries = Object.entries(row)
    .map(
      ([name, value]: [string, unknown]) =>
        [
          name,
          typeof value === 'object' && value !== null && !Array.isArray(value) ? filled(value) : value,
        ] as const,
    )
    .filter(([, value]) => !isEmpty(value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** `{ name }` alone is written as the name, as it may have been before. */
function short(row: Record<string, unknown>): unknown {
  const keys = Object.keys(row);
  return keys.length === 1 && keys[0] === 'name' ? row['name'] : row;
}

const NAMED = ['affiliateStops', 'consignedProducts', 'attachedFlows', 'partners'] as const;
/** Left empty they say nothing, and the layer below speaks. */
const WORDS = [
  'seasonMode',
  'rhythmTag',
  'storyFocus',
  'energyLevel',
  'guidePrimaryId',
  'experience',
  'guild',
  'freePlaces',
] as const;

/** What a form holds as it is sent: empty fields and lists are not said at all. For `z.preprocess`. */
export function dataOf(values: QuietValues): Record<string, unknown> {
  const data: Record<string, unknown> = { ...values };
  for (const name of NAMED) data[name] = values[name].map((row) => short(filled(row) ?? {}));
  data['stepCosts'] = values.stepCosts.map((row) => filled(row) ?? {});
  data['overlays'] = values.overlays.map((row) => filled(row) ?? {});
  for (const [name, value] of Object.entries(data))
    if (Array.isArray(value) && value.length === 0) delete data[name];
  // Null is something said, where somebody said it; an emptied field is not.
  for (const name of WORDS) if (data[name] === '' || data[name] === undefined) delete data[name];
  return data;
}

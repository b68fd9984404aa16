import { Overlay, type OverlayInput, type OverlayKind } from '@ensemble/shared/agenda/overlay.schema';
import { z } from 'zod';
import { OVERLAY_WORDS } from '#lib/viewer/overlay-words.ts';

/** One line of revenue beside the tickets as a form holds it. */

export const OVERLAY_CHOICES = [
  'affiliate',
  'goods-own',
  'goods-consigned',
  'content',
  'training',
  'other',
] as const;
export type OverlayChoice = (typeof OVERLAY_CHOICES)[number];

interface ChoiceWords {
  label: string;
  source: string;
  example: string;
}

/** Goods are asked about in two ways; the words are those of their kind otherwise. */
export const CHOICE_WORDS: Record<OverlayChoice, ChoiceWords> = {
  affiliate: { ...OVERLAY_WORDS.affiliate, example: 'Café Âncora' },
  'goods-own': { ...OVERLAY_WORDS.goods, label: 'Our own goods', example: 'Maps of the harbour' },
  'goods-consigned': {
    ...OVERLAY_WORDS.goods,
    label: 'Goods sold for somebody else',
    example: 'Hand-painted tiles',
  },
  content: { ...OVERLAY_WORDS.content, example: 'The city magazine' },
  training: { ...OVERLAY_WORDS.training, example: 'Apprentice guides' },
  other: { ...OVERLAY_WORDS.other, example: 'A grant' },
};

/** Amounts in minor units of `currency`, null where nothing is typed, NaN where it is no amount. */
export interface OverlayDraft {
  choice: OverlayChoice;
  source: string;
  note: string;
  currency: string;
  perSeatMinor: number | null;
  fixedMinor: number | null;
  salesMinor: number | null;
  rateBps: number | null;
  units: number | null;
  unitPriceMinor: number | null;
  unitCostMinor: number | null;
  consignor: string;
  shareBps: number | null;
}

const amountOrNothing = (minor: number | undefined): number | null => (minor ? minor : null);

const choiceOf = ({ kind, goods }: Overlay): OverlayChoice => {
  if (kind !== 'goods') return kind;
  return goods && 'rateBps' in goods ? 'goods-consigned' : 'goods-own';
};

export function draftOf(overlay: Overlay | null, ownCurrency: string): OverlayDraft {
  const goods = overlay?.goods;
  return {
    choice: overlay ? choiceOf(overlay) : 'affiliate',
    source: overlay?.source ?? '',
    note: overlay?.note ?? '',
    currency: overlay?.currency ?? ownCurrency,
    perSeatMinor: amountOrNothing(overlay?.perSeatMinor),
    fixedMinor: amountOrNothing(overlay?.fixedMinor),
    salesMinor: overlay?.commission?.salesMinor ?? null,
    rateBps: overlay?.commission?.rateBps ?? null,
    units: goods?.units ?? null,
    unitPriceMinor: goods?.unitPriceMinor ?? null,
    unitCostMinor: goods && 'unitCostMinor' in goods ? goods.unitCostMinor : null,
    consignor: goods && 'consignor' in goods ? goods.consignor : '',
    shareBps: goods && 'rateBps' in goods ? goods.rateBps : null,
  };
}

export const kindOf = (choice: OverlayChoice): OverlayKind =>
  choice === 'goods-own' || choice === 'goods-consigned' ? 'goods' : choice;

const AMOUNT = 'Write an amount, such as 12.50.';
const PERCENT = 'Write per cent from 0 to 100, such as 12.5.';
const NUMBER = 'Write a whole number.';

type Complain = (field: keyof OverlayDraft, message: string) => void;
type Needed = Partial<Record<keyof OverlayDraft, string>>;

const SALES: Needed = { salesMinor: AMOUNT, rateBps: PERCENT };
const OWN: Needed = { units: NUMBER, unitPriceMinor: AMOUNT, unitCostMinor: AMOUNT };
const CONSIGNED: Needed = {
  units: NUMBER,
  unitPriceMinor: AMOUNT,
  consignor: 'Say whose they are.',
  shareBps: PERCENT,
};

/** These fields belong together: either none of them is filled in, or all. */
function isSaid(draft: OverlayDraft, needed: Needed, complain: Complain): boolean {
  const fields = Object.entries(needed) as [keyof OverlayDraft, string][];
  const isEmpty = (field: keyof OverlayDraft) => draft[field] === null || draft[field] === '';
  if (fields.every(([field]) => isEmpty(field))) return false;
  for (const [field, message] of fields) {
    if (isEmpty(field) || Number.isNaN(draft[field])) complain(field, message);
  }
  return true;
}

/**
 * What the draft says, for the API. `kept` is what the line had that this choice has no fields for.
 * Complains about what is half filled in, by the field's name.
 */
function overlayOf(draft: OverlayDraft, ownCurrency: string, kept: Kept, complain: Complain): OverlayInput {
  const { choice, source, note, currency } = draft;
  const input: OverlayInput = { ...kept, kind: kindOf(choice), source, note };
  for (const field of ['perSeatMinor', 'fixedMinor'] as const) {
    if (Number.isNaN(draft[field])) complain(field, AMOUNT);
    else if (draft[field] !== null) input[field] = draft[field];
  }
  if (choice === 'affiliate' && isSaid(draft, SALES, complain)) {
    input.commission = { salesMinor: draft.salesMinor ?? 0, rateBps: draft.rateBps ?? 0 };
  }
  const goods = { units: draft.units ?? 0, unitPriceMinor: draft.unitPriceMinor ?? 0 };
  if (choice === 'goods-own' && isSaid(draft, OWN, complain)) {
    input.goods = { ...goods, unitCostMinor: draft.unitCostMinor ?? 0 };
  }
  if (choice === 'goods-consigned' && isSaid(draft, CONSIGNED, complain)) {
    input.goods = { ...goods, consignor: draft.consignor, rateBps: draft.shareBps ?? 0 };
  }
  const brings = [input.perSeatMinor, input.fixedMinor, input.commission, input.goods];
  if (brings.every((part) => part === undefined))
    complain('perSeatMinor', 'Say what it brings, here or above.');
  return currency === ownCurrency ? input : { ...input, currency };
}

export type Kept = Pick<Overlay, 'commission' | 'goods'>;

/** Parts of a line that its own kind has no fields for; another maker of lines may have put them there. */
export function keptOf(overlay: Overlay | null, choice: OverlayChoice): Kept {
  if (!overlay || choiceOf(overlay) !== choice) return {};
  return {
    ...(overlay.commission && choice !== 'affiliate' ? { commission: overlay.commission } : {}),
    ...(overlay.goods && overlay.kind !== 'goods' ? { goods: overlay.goods } : {}),
  };
}

const FIELD_OF: Readonly<Record<string, keyof OverlayDraft>> = {
  'commission.salesMinor': 'salesMinor',
  'commission.rateBps': 'rateBps',
  goods: 'units',
};

/** Reads a draft as the API would; what it would refuse is said beside the draft's own fields. */
export const overlaySchema = (ownCurrency: string, edited: Overlay | null): z.ZodType<Overlay> =>
  z.custom<OverlayDraft>().transform((draft, context): Overlay => {
    let isWrong = false;
    const complain = (path: string, message: string) => {
      isWrong = true;
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (draft.rateBps !== null && draft.rateBps > 10_000) complain('rateBps', PERCENT);
    if (draft.shareBps !== null && draft.shareBps > 10_000) complain('shareBps', PERCENT);
    const parsed = Overlay.safeParse(overlayOf(draft, ownCurrency, keptOf(edited, draft.choice), complain));
    if (parsed.success) return isWrong ? z.NEVER : parsed.data;
    for (const { path, message } of parsed.error.issues) {
      const name = path.join('.');
      complain(FIELD_OF[name] ?? FIELD_OF[String(path[0])] ?? name, message);
    }
    return z.NEVER;
  });

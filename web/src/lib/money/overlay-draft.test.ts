import { Overlay, type OverlayInput } from '@ensemble/shared/agenda';
import { expect, test } from 'vitest';
import { draftOf, type OverlayDraft, overlaySchema } from './overlay-draft.ts';

const of = (fields: Partial<OverlayDraft>): OverlayDraft => ({ ...draftOf(null, 'EUR'), ...fields });
const read = (fields: Partial<OverlayDraft>) => overlaySchema('EUR', null).parse(of(fields));
const complaints = (fields: Partial<OverlayDraft>) => {
  const parsed = overlaySchema('EUR', null).safeParse(of(fields));
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};

test.each<OverlayInput>([
  { kind: 'affiliate', source: 'Café', commission: { salesMinor: 9990, rateBps: 1250 }, perSeatMinor: 50 },
  { kind: 'affiliate', source: 'Ferry', perSeatMinor: 100, currency: 'GBP' },
  { kind: 'goods', source: 'Maps', goods: { units: 3, unitPriceMinor: 2000, unitCostMinor: 0 } },
  {
    kind: 'goods',
    source: 'Tiles',
    note: 'till Friday',
    goods: { units: 2, unitPriceMinor: 4500, consignor: 'Ana', rateBps: 3000 },
  },
  { kind: 'content', source: 'Magazine', fixedMinor: 5000 },
  { kind: 'training', source: 'Apprentices', fixedMinor: 1500 },
  { kind: 'other', source: 'Musician', perSeatMinor: -50, commission: { salesMinor: 100, rateBps: 1 } },
])('%o is the same after it was opened and saved', (input) => {
  const overlay = Overlay.parse(input);
  expect(overlaySchema('EUR', overlay).parse(draftOf(overlay, 'EUR'))).toEqual(overlay);
});

test('the session’s own currency is not said, another is', () => {
  const filled = { choice: 'content', source: 'Film', fixedMinor: 1000 } as const;
  expect(read(filled)).not.toHaveProperty('currency');
  expect(read({ ...filled, currency: 'USD' })).toMatchObject({ currency: 'USD', fixedMinor: 1000 });
});

test('another choice leaves behind what the last one said', () => {
  const tiles = { units: 2, unitPriceMinor: 4500, consignor: 'Ana', rateBps: 3000 };
  const overlay = Overlay.parse({ kind: 'goods', source: 'Tiles', goods: tiles });
  const draft: OverlayDraft = { ...draftOf(overlay, 'EUR'), choice: 'other', fixedMinor: 100 };
  expect(overlaySchema('EUR', overlay).parse(draft)).toEqual(
    Overlay.parse({ kind: 'other', source: 'Tiles', fixedMinor: 100 }),
  );
});

test.each<[string, Partial<OverlayDraft>, string[]]>([
  ['nothing at all', {}, ['perSeatMinor', 'source']],
  ['no source', { fixedMinor: 100 }, ['source']],
  ['no amount', { source: 'Café', fixedMinor: Number.NaN }, ['fixedMinor', 'perSeatMinor']],
  ['sales without a rate', { source: 'Café', salesMinor: 100 }, ['rateBps']],
  ['more than all of it', { source: 'Café', salesMinor: 100, rateBps: 10_001 }, ['rateBps', 'rateBps']],
  [
    'goods half said',
    { choice: 'goods-consigned', source: 'Tiles', units: 2, unitPriceMinor: 100 },
    ['consignor', 'shareBps', 'units'],
  ],
  ['a currency nobody has', { source: 'Café', fixedMinor: 1, currency: 'ZZZ' }, ['currency']],
])('%s is pointed at', (_, fields, expected) => {
  expect(complaints(fields).toSorted()).toEqual(expected);
});

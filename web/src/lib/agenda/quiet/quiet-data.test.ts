import { AgendaData } from '@ensemble/shared/agenda';
import { expect, test } from 'vitest';
import { dataOf, quietValues } from './quiet-data.ts';

const all: AgendaData = {
  seasonMode: null,
  rhythmTag: 'weekday-evening',
  storyFocus: 'Pepper and tiles',
  energyLevel: 3,
  guidePrimaryId: 'aaaaaaaaaaaaaaaaaaaaaaaa',
  apprenticeIds: ['bbbbbbbbbbbbbbbbbbbbbbbb'],
  affiliateStops: ['Ginjinha', { name: 'Café', perSeatMinor: 80, since: 1998 }],
  consignedProducts: [{ name: 'Tiles', consignor: 'Viúva Lamego', unitPriceMinor: 1500, rateBps: 2500 }],
  attachedFlows: ['Workshop'],
  partners: [{ name: 'School', role: 'rooms' }],
  freePlaces: 1,
  stepCosts: [{ label: 'Second guide', costMinor: 6000, perSeats: 12 }],
  overlays: [
    {
      kind: 'affiliate',
      source: 'Ginjinha',
      note: '',
      perSeatMinor: 80,
      fixedMinor: 0,
      commission: { salesMinor: 10_000, rateBps: 1000 },
    },
    {
      kind: 'goods',
      source: 'Tiles',
      note: '',
      perSeatMinor: 0,
      fixedMinor: 0,
      goods: { units: 2, unitPriceMinor: 1500, consignor: 'Viúva Lamego', rateBps: 2500 },
    },
  ],
  somethingElse: { kept: true },
};

test('opening and sending a form changes nothing, and loses nothing it does not know', () => {
  expect(AgendaData.parse(dataOf(quietValues(AgendaData.parse(all))))).toEqual(AgendaData.parse(all));
  expect(dataOf(quietValues({}))).toEqual({});
});

test('what was emptied is not said, and the layer below speaks', () => {
  const values = quietValues(all);
  values.storyFocus = '';
  values.partners = [];
  values.affiliateStops = [{ name: 'Ginjinha', partner: '', note: ' ', perSeatMinor: null }];
  expect(dataOf(values)).not.toHaveProperty('storyFocus');
  expect(dataOf(values)).not.toHaveProperty('partners');
  expect(dataOf(values)['affiliateStops']).toEqual(['Ginjinha']);
});

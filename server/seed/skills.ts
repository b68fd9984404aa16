import type { SeedStack } from './seed.types.ts';

/** Studio sessions: something to learn by hand or voice, in a room, with somebody who does it for a living. */
export const skills: readonly SeedStack[] = [
  {
    title: 'Blue on white: painting a tile',
    slug: 'blue-on-white',
    summary:
      'Paint one azulejo in cobalt on raw glaze, from pouncing the pattern to the last line. It is fired that week and ready to collect or be sent.',
    experience: 'Made by hand',
    defaultDurationMin: 150,
    capacityMin: 4,
    capacityMax: 10,
    costMin: 9500,
    priceMinor: 4800,
    variableCostMinor: 900,
    currency: 'EUR',
    data: {
      storyFocus: 'Why a whole city is tiled',
      energyLevel: 'calm',
      guild: 'Potters of Intendente',
      partners: [{ name: 'Kiln in Rua dos Anjos', role: 'fires the tiles' }],
      overlays: [
        {
          kind: 'goods',
          source: 'Kiln shop',
          note: 'Second tiles, bought on the day',
          goods: { units: 2, unitPriceMinor: 1800, consignor: 'Kiln in Rua dos Anjos', rateBps: 2500 },
        },
      ],
    },
    notes: [
      {
        key: 'blue-on-white-before',
        title: 'Before you come',
        body: `No drawing skill is needed: the pattern is pricked through paper and dusted on, as it has always been done.

- Aprons are here; sleeves that roll up are yours to bring.
- The glaze drinks the paint at once, so lines cannot be rubbed out. That is half of the lesson.
- Collect your tile from **Tuesday** on, or leave an address: posting within Europe is 12 €.`,
      },
    ],
  },
  {
    title: 'Rhythm circle: the frame drum',
    slug: 'rhythm-circle',
    summary:
      'An hour and a half of adufe and frame drum in a circle: two strokes, three patterns, one song to carry home. Beginners beside people who play.',
    experience: 'Rhythm and voice',
    defaultDurationMin: 90,
    capacityMin: 5,
    capacityMax: 16,
    costMin: 7000,
    priceMinor: 2200,
    variableCostMinor: 150,
    currency: 'EUR',
    data: {
      storyFocus: 'A drum that women carried across the border',
      energyLevel: 'lively',
      guild: 'Masters of rhythm',
      attachedFlows: [{ name: 'Apprentice drummers', kind: 'training' }],
    },
    notes: [
      {
        key: 'rhythm-circle-what',
        title: 'What happens in the circle',
        body: `Drums are on the chairs when you come in. We begin with the breath, then the two strokes, *tum* and *ta*.
After half an hour there is a pattern that everybody can hold while others change above it.

Children from ten years are welcome with a grown-up. It is loud for about twenty minutes; ear plugs are in the bowl by the door.`,
      },
    ],
  },
  {
    title: 'First verse: an evening of fado',
    slug: 'first-verse',
    summary:
      'Listen to three fados closely, learn the words of one, and sing the first verse together with a guitarist. No solo is asked of anybody.',
    experience: 'Rhythm and voice',
    defaultDurationMin: 120,
    capacityMin: 6,
    capacityMax: 14,
    costMin: 14_000,
    priceMinor: 3600,
    variableCostMinor: 450,
    currency: 'EUR',
    data: { storyFocus: 'Songs that were rumours first', energyLevel: 'steady' },
    notes: [],
  },
  {
    title: 'Three voices: singing polyphony',
    slug: 'three-voices',
    summary:
      'Find your place among the three voices of a Kartlian table song. By ear, without notes, in a room that answers.',
    experience: 'Rhythm and voice',
    defaultDurationMin: 105,
    capacityMin: 6,
    capacityMax: 18,
    costMin: 16_000,
    priceMinor: 6000,
    variableCostMinor: 300,
    currency: 'GEL',
    data: { storyFocus: 'The bass that never stops', energyLevel: 'steady', guild: 'Choir of Sololaki' },
    notes: [
      {
        key: 'three-voices-who',
        title: 'Who can sing here',
        body: `Whoever can hum. The bass, **bani**, stays on few notes and carries everybody, so it is where most people begin.

We sing standing for about half of the time; chairs are there whenever you want one. The building has a lift.`,
      },
    ],
  },
  {
    title: 'Felt and fold: wool work',
    slug: 'felt-and-fold',
    summary:
      'Lay, wet and roll mountain wool into a small felt that is yours. Soap, warm water, and patience in good company.',
    experience: 'Made by hand',
    defaultDurationMin: 150,
    capacityMin: 3,
    capacityMax: 9,
    costMin: 12_000,
    priceMinor: 8500,
    variableCostMinor: 2000,
    currency: 'GEL',
    data: {
      storyFocus: 'What shepherds carry down in autumn',
      energyLevel: 'calm',
      partners: [{ name: 'Tusheti wool cooperative', role: 'gives the wool' }],
      consignedProducts: [
        { name: 'Felt slippers', consignor: 'Tusheti wool cooperative', unitPriceMinor: 7500, rateBps: 2000 },
      ],
    },
    notes: [],
  },
  {
    title: 'Paper by water',
    slug: 'paper-by-water',
    summary:
      'Mulberry bark, a water mill and a smooth stone: make two sheets of Samarkand paper the slow way, and write the first line on one.',
    experience: 'Made by hand',
    defaultDurationMin: 135,
    capacityMin: 3,
    capacityMax: 8,
    costMin: 45_000_000,
    priceMinor: 26_000_000,
    variableCostMinor: 4_500_000,
    currency: 'UZS',
    data: {
      storyFocus: 'How a sheet travelled further than an army',
      energyLevel: 'gentle',
      guild: 'Papermakers of Konigil',
    },
    notes: [
      {
        key: 'paper-by-water-before',
        title: 'Before you come',
        body: `The mill stands by the stream in **Konigil**, twenty minutes from the centre; a shared car leaves from the
Registan gate a quarter of an hour before the session and is in the price.

Hands get wet and cold from November on. There is tea, and the stove is lit.`,
      },
    ],
  },
];

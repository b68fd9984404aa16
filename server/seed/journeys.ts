import type { SeedPath, SeedStack } from './seed.types.ts';

/** Travel sessions: a few hours in a city with somebody who lives there. */
export const travel: readonly SeedStack[] = [
  {
    title: 'From the river up',
    slug: 'from-the-river-up',
    summary:
      'A morning walk from the Tagus ferries to the highest viewpoint, by the stairs that locals take, with a stop for coffee standing up.',
    experience: 'Silk Route',
    defaultDurationMin: 180,
    capacityMin: 4,
    capacityMax: 12,
    costMin: 11_000,
    priceMinor: 3900,
    variableCostMinor: 350,
    currency: 'EUR',
    data: {
      storyFocus: 'Where the spices came ashore',
      energyLevel: 'steady',
      affiliateStops: [{ name: 'Café by the tram', partner: 'Café by the tram', perSeatMinor: 60 }],
      overlays: [{ kind: 'affiliate', source: 'Café by the tram', perSeatMinor: 60 }],
    },
    notes: [
      {
        key: 'from-the-river-up-meet',
        title: 'Where we meet',
        body: `In front of the **river station at Terreiro do Paço**, by the arcade, beside the newspaper stand.

We climb about 110 metres in all, in five pieces with a seat after each. In steady rain we take the covered markets
instead; the guide decides the evening before and writes to everybody.`,
      },
    ],
  },
  {
    title: 'Supper of the caravan',
    slug: 'supper-of-the-caravan',
    summary:
      'Cook and eat what travelled: cinnamon, oranges, rice and saffron, in a Lisbon kitchen with people who arrived from along the route.',
    experience: 'Silk Route',
    defaultDurationMin: 210,
    capacityMin: 6,
    capacityMax: 14,
    costMin: 18_000,
    priceMinor: 6400,
    variableCostMinor: 1900,
    currency: 'EUR',
    data: { storyFocus: 'Recipes as a map', energyLevel: 'lively' },
    notes: [],
  },
  {
    title: 'Balconies and bath houses',
    slug: 'balconies-and-bath-houses',
    summary:
      'Old Tbilisi on foot: carved balconies, a caravanserai yard, the sulphur quarter, and an hour in the baths for those who like.',
    experience: 'Silk Route',
    defaultDurationMin: 210,
    capacityMin: 4,
    capacityMax: 12,
    costMin: 14_000,
    priceMinor: 9000,
    variableCostMinor: 2500,
    currency: 'GEL',
    data: { storyFocus: 'A city that moved for warm water', energyLevel: 'gentle' },
    notes: [
      {
        key: 'balconies-and-bath-houses-bring',
        title: 'What to bring',
        body: `Flat shoes for cobbles. For the baths: nothing but yourself, towels and slippers are included.

Whoever does not bathe has tea on the roof next door and meets the others an hour later.`,
      },
    ],
  },
  {
    title: 'A table in Sololaki',
    slug: 'a-table-in-sololaki',
    summary:
      'A supra with a toastmaster in a family dining room: ten dishes, amber wine from a clay jar, and toasts you may answer.',
    experience: 'Silk Route',
    defaultDurationMin: 180,
    capacityMin: 6,
    capacityMax: 16,
    costMin: 32_000,
    priceMinor: 14_500,
    variableCostMinor: 4800,
    currency: 'GEL',
    data: {
      storyFocus: 'Wine that is buried to be born',
      energyLevel: 'lively',
      partners: [{ name: 'Cellar in Kakheti', role: 'pours the wine' }],
      overlays: [
        {
          kind: 'affiliate',
          source: 'Cellar in Kakheti',
          note: 'Bottles ordered at the table',
          commission: { salesMinor: 24_000, rateBps: 1500 },
        },
      ],
    },
    notes: [],
  },
  {
    title: 'The square before the crowds',
    slug: 'the-square-before-the-crowds',
    summary:
      'The Registan at first light, with time to look up: how the tiles were cut, why the lions have faces, and breakfast bread still warm.',
    experience: 'Silk Route',
    defaultDurationMin: 150,
    capacityMin: 3,
    capacityMax: 10,
    costMin: 38_000_000,
    priceMinor: 21_000_000,
    variableCostMinor: 5_500_000,
    currency: 'UZS',
    data: { storyFocus: 'Three schools around one question', energyLevel: 'calm' },
    notes: [
      {
        key: 'the-square-before-the-crowds-early',
        title: 'Why so early',
        body: `By nine the square belongs to tour buses. At seven it belongs to the sweepers, the pigeons and you.

Entrance tickets are in the price. Tripods are allowed at this hour, drones never.`,
      },
    ],
  },
  {
    title: 'Bread at dawn',
    slug: 'bread-at-dawn',
    summary:
      'Shape, stamp and slap a Samarkand loaf into the clay oven with the baker, and carry home one that keeps for a year, or so they say.',
    experience: 'Silk Route',
    defaultDurationMin: 120,
    capacityMin: 2,
    capacityMax: 6,
    costMin: 24_000_000,
    priceMinor: 18_000_000,
    variableCostMinor: 2_500_000,
    currency: 'UZS',
    data: { storyFocus: 'A loaf that waits for the traveller', energyLevel: 'gentle' },
    notes: [],
  },
];

export const paths: readonly SeedPath[] = [
  {
    title: 'The Silk Route, from the ocean inland',
    slug: 'silk-route',
    summary:
      'Six sessions in three cities, in the order the goods went home: from the quays of Lisbon over a table in Tbilisi to the ovens of Samarkand. Take the whole way, or one stage.',
    stacks: [
      'from-the-river-up',
      'supper-of-the-caravan',
      'balconies-and-bath-houses',
      'a-table-in-sololaki',
      'the-square-before-the-crowds',
      'bread-at-dawn',
    ],
    notes: [
      {
        key: 'silk-route-how',
        title: 'How the route works',
        body: `Each stage stands on its own and is booked on its own. People who walk all six usually take ten to fourteen days:

| City | Days | Best months |
| --- | --- | --- |
| Lisbon | 3 | March to June, September, October |
| Tbilisi | 4 | May, June, September, October |
| Samarkand | 3 | April, May, September, October |

Whoever has done four stages is asked to supper in the last city, wherever that is.`,
      },
    ],
  },
];

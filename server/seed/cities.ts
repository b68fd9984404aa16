import type { SeedCity } from './seed.types.ts';

export const cities: readonly SeedCity[] = [
  {
    name: 'Lisbon',
    slug: 'lisbon',
    timezone: 'Europe/Lisbon',
    country: 'Portugal',
    currency: 'EUR',
    summary:
      'Where the route meets the ocean. Workshops in the old tile quarter, walks from the river up, and a rhythm circle every Thursday.',
    notes: [
      {
        key: 'lisbon-getting-around',
        title: 'Getting around in Lisbon',
        body: `Most of our sessions begin within ten minutes' walk of **Intendente** metro (green line).

- The hills are real. Wear shoes with a sole that grips: the limestone pavement is slippery after rain.
- Tram 28 is lovely and always full. The 12E goes up the same hill with half the people.
- Water from the public fountains is good to drink. Bring a bottle.

Each session names its own meeting point. Ten minutes early is on time.`,
      },
    ],
  },
  {
    name: 'Tbilisi',
    slug: 'tbilisi',
    timezone: 'Asia/Tbilisi',
    country: 'Georgia',
    currency: 'GEL',
    summary:
      'Balconies, bath houses and three-part singing. Evenings around a table, mornings in the workshops of Sololaki.',
    notes: [
      {
        key: 'tbilisi-at-the-table',
        title: 'At a Georgian table',
        body: `A *supra* has a toastmaster, the **tamada**. You do not have to know anything beforehand, but three things help:

1. Nobody drinks before the toast is finished.
2. Lemonade, water and pomegranate juice count as much as wine. Say so once, and nobody will ask again.
3. A short toast of your own is welcome; "to those who cooked" is never wrong.

Tell us about allergies when you book. Walnuts are in nearly everything.`,
      },
    ],
  },
  {
    name: 'Samarkand',
    slug: 'samarkand',
    timezone: 'Asia/Samarkand',
    country: 'Uzbekistan',
    currency: 'UZS',
    summary:
      'Paper made by water, bread before sunrise, and the great square while it is still empty. Small groups, early hours.',
    notes: [
      {
        key: 'samarkand-seasons',
        title: 'When to come',
        body: `**April to June** and **September to early November** are the kind months. In July and August we begin
before seven and rest through the afternoon; from December to February some workshops close when the water freezes.

Shoulders and knees are covered in shrines and workshops. Shoes come off in houses, so bring socks you like.

The fast train from Tashkent takes a little over two hours and sells out on Fridays.`,
      },
    ],
  },
];

import type { Method } from './types.ts';

export const OPENINGS: readonly Method[] = [
  {
    id: 'aim-on-the-wall',
    name: 'Aim on the wall',
    purpose:
      'Everyone knows from the first minutes what the session is for and how its success will be seen.',
    kinds: ['opening'],
    styles: ['structured'],
    minutes: [3, 20],
    group: [2, 200],
    online: true,
    materials: ['Aim and agenda, written large'],
    steps: [
      ['Welcome everyone and say in one sentence why this session is held now: {problem}', 2],
      ['Show the aim where it stays in sight all the time: {outcome}', 1],
      ['Walk through the agenda with its times, and say what is not part of today.', 2],
      [
        'Everyone rates from 0 to 10 how sure they feel about the aim today and keeps the number for the end.',
        2,
      ],
      ['Ask two or three people what would raise their number by two, and note it beside the aim.', 3],
    ],
    debrief: [],
    words: 'goals objectives agenda welcome scale rating kick-off start introduction',
  },
];

import type { Voice } from './voice.ts';

export const ignite: Voice = {
  style: 'energetic',
  sectionMinutes: 12,
  openingShare: 0.08,
  closingShare: 0.08,
  arcs: [
    [['practice', 1]],
    [
      ['activity', 4],
      ['practice', 5],
    ],
    [
      ['activity', 4],
      ['input', 2],
      ['practice', 5],
    ],
    [
      ['activity', 4],
      ['input', 2],
      ['practice', 5],
      ['activity', 3],
    ],
  ],
  singles: ['practice', 'activity'],
  together: ['activity', 'practice'],
  lead: {
    label: 'The challenge',
    sayings: {
      opening: ['Before anybody explains anything: show what you can do already.'],
      input: [
        'Say {topic} in one sentence that a child would understand. The shortest one wins.',
        'One idea about {topic}, one picture, and straight on to doing it.',
      ],
      demonstration: ['Find every mistake before the others do. Then do it better.'],
      practice: [
        '{topic}: three goes, and the third must beat the first.',
        'Do {topic} now, badly if need be. Then better.',
        'Against the clock: who can show {topic} in one go?',
        'Swap partners, swap roles, and do {topic} once more with feeling.',
      ],
      activity: [
        'Solve it before the bell: what does {topic} look like when it works?',
        'More ideas on {topic} than the next table, and one of them worth trying today.',
        'Two minutes, one sheet: the boldest way to get {topic} right.',
        'Beat the other tables: the best example of {topic} from real life.',
      ],
      discussion: ['Take a stand on {topic} with your feet, and let yourself be moved.'],
      reflection: ['Out of the chairs: say in one breath what {topic} changes for you.'],
      closing: ['One step, said aloud, done within two days.'],
    },
  },
  tail: {
    label: 'Keep the pace',
    sayings: {
      opening: ['Begin on the minute, standing. Whoever comes late is put into a team at once.'],
      input: [
        'Stop when the time is up, in the middle of a sentence if need be. What is missing comes up in the doing.',
        'Speak standing, move once, and let the last word be a task.',
      ],
      demonstration: ['Let people laugh. Then ask for the serious reason behind the laugh.'],
      practice: [
        'Short rounds, loud clock, quick change of partners. Praise what was tried, not only what worked.',
        'One change for each round, no more. Two changes hide which of them worked.',
        'If it gets quiet, halve the time. If it gets wild, show the clock.',
        'Who is done early shows it to somebody who is not.',
      ],
      activity: [
        'Call the time at half and at one minute. Cheer for results, however rough.',
        'Mix the teams again before you begin; nobody works twice with the same people.',
        'Ask for the first answer after sixty seconds, so that nobody waits for the perfect one.',
        'Stand where the energy is lowest.',
      ],
      discussion: [
        'Reasons in one breath. Whoever needs longer writes it on the wall.',
        'Three voices, then move on. What is left goes up on the wall.',
      ],
      reflection: ['Music while people write, silence when somebody speaks.'],
      closing: ['End one minute early, on the highest point.'],
    },
  },
  sourcesLabel: 'Put it on the wall',
  sourcesQuestions: [
    'Shout out: agree or disagree? One reason each, then go on.',
    'Thumbs up, down or sideways. Ask the fewest why.',
    'Find somebody who doubts it: one minute to convince them.',
  ],
  openings: ['try-it-cold', 'living-line'],
  closings: ['first-step-aloud'],
  namesProblem: false,

  questions: 1,
  sourcesFirst: false,
};

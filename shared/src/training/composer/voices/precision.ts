import type { Voice } from './voice.ts';

export const precision: Voice = {
  style: 'structured',
  sectionMinutes: 15,
  openingShare: 0.08,
  closingShare: 0.1,
  arcs: [
    [['demonstration', 1]],
    [
      ['demonstration', 4],
      ['practice', 6],
    ],
    [
      ['input', 3],
      ['demonstration', 3],
      ['practice', 5],
    ],
    [
      ['input', 3],
      ['demonstration', 3],
      ['practice', 5],
      ['discussion', 2],
    ],
  ],
  singles: ['demonstration', 'practice'],
  together: ['practice', 'activity', 'discussion'],
  lead: {
    label: 'Goal',
    sayings: {
      opening: ['Everyone can say the aim in one sentence, and has a number for where they start.'],
      input: [
        'Everyone can name the two or three points that {topic} rests on, without looking.',
        'Everyone can explain {topic} to a neighbour in one minute, with an example from their own work.',
        'Everyone can tell a correct statement about {topic} from one that only sounds so.',
      ],
      demonstration: [
        'Everyone can name the steps of {topic} in order, and say how each one is checked.',
        'Everyone has seen {topic} done in full, and knows what a good result looks like.',
        'Everyone can say at which step of {topic} most mistakes are made, and why.',
      ],
      practice: [
        'Everyone has done {topic} by themselves and met the criteria shown at the start.',
        'Everyone has a result for {topic} that somebody else has checked.',
        'Everyone can do {topic} a second time faster, or with fewer mistakes, than the first.',
      ],
      activity: [
        'Each group has a result on {topic} that another group could work with.',
        'Each group has put its result on {topic} into at most seven lines.',
        'Each group has tested its result on {topic} on one real case.',
      ],
      discussion: [
        'The group knows in figures how sure it is of {topic}, and what is still missing.',
        'What is agreed about {topic} stands in writing, and so does what is open.',
        'Every open question about {topic} has an answer, or somebody who will find it.',
      ],
      reflection: [
        'Everyone has written down what they do differently with {topic}, and how they will measure it.',
      ],
      closing: ['Everyone leaves with a second number and one step with a date.'],
    },
  },
  tail: {
    label: 'Done when',
    sayings: {
      opening: ['Every person has written down a number; the spread of the numbers is on the board.'],
      input: [
        'Four in five can repeat the points to a neighbour without notes; the rest know where they stand written.',
        'Three people picked by chance explain it; what one leaves out, the next adds.',
        'Each pair has written one question, and every question has an answer or a name beside it.',
      ],
      demonstration: [
        'Every pair can say at which step it is unsure, and has seen that step once more.',
        'The group calls out the steps in order; no step is missing and none is in the wrong place.',
        'Everyone can point to the step at which the example would have failed.',
      ],
      practice: [
        'Every result has been checked by somebody else; three in four needed no more than one correction.',
        'The number of criteria met is on the board for the first and the second go, and the second is higher.',
        'Everyone can show one result that needs no explaining.',
      ],
      activity: [
        'Every group has handed in a result on time, and had it read by another group.',
        'Each result names who does what, and by when.',
        'Results can be compared side by side: same form, same length.',
      ],
      discussion: [
        'Four in five show a 4 or 5; for everyone else it is noted what they need and when they get it.',
        'The list of open points has a name and a date on every line.',
        'Nobody leaves the section with a number below 2 without knowing whom to ask.',
      ],
      reflection: ['Everyone has one sentence with a verb, a date and a way to notice.'],
      closing: ['Every plan has a date; the mean of the second numbers is at least two above the first.'],
    },
  },
  sourcesLabel: 'What it rests on',
  sourcesQuestions: [
    'Check: can each point above be found again in the steps that follow?',
    'Everyone marks the one point they have not kept to so far.',
    'Turn each point into a check that can be answered with yes or no.',
  ],
  openings: ['aim-on-the-wall', 'starting-poll'],
  closings: ['measure-and-plan'],
  namesProblem: false,

  questions: 1,
  sourcesFirst: true,
};

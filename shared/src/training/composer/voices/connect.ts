import type { Voice } from './voice.ts';

export const connect: Voice = {
  style: 'relational',
  sectionMinutes: 20,
  openingShare: 0.14,
  closingShare: 0.12,
  arcs: [
    [['discussion', 1]],
    [
      ['discussion', 4],
      ['practice', 5],
    ],
    [
      ['discussion', 4],
      ['input', 3],
      ['practice', 5],
    ],
    [
      ['discussion', 4],
      ['input', 3],
      ['practice', 5],
      ['reflection', 2],
    ],
  ],
  singles: ['discussion', 'practice'],
  together: ['discussion', 'practice', 'reflection'],
  lead: {
    label: 'Talk about',
    sayings: {
      opening: ['Who is here, what has each of us lived with this, and what do we hope for?'],
      input: [
        'What do we want to ask about {topic}, and who among us already knows something?',
        'What has somebody learned about {topic} the hard way, and would tell a friend?',
        'Which question about {topic} have I not dared to ask so far?',
      ],
      demonstration: ['What helps the other person when we do {topic}? Watch their face, not the technique.'],
      practice: [
        'What is it like to be at the other end of {topic}?',
        'How can we help each other to get better at {topic}?',
        'What do I need to hear so that I dare to try {topic} again?',
      ],
      activity: ['What can we make of {topic} together that none of us could alone?'],
      discussion: [
        'When has {topic} gone well between us, and what did each of us do for it?',
        'What would each of us need from the others so that {topic} works?',
        'What have we never said to each other about {topic}?',
        'Who taught each of us what we know about {topic}, and how?',
      ],
      reflection: ['Whose sentence about {topic} stays with me, and what did it touch?'],
      closing: ['What do I take home, from whom, and who will ask me how it went?'],
    },
  },
  tail: {
    label: 'Listen for',
    sayings: {
      opening: ['Names, and who has not been heard yet. Greet late-comers by name.'],
      input: [
        'Answers from the room before your own. Thank people for questions by saying what they opened up.',
        'Where two people know the same thing in different words. Bring them together for the break.',
      ],
      demonstration: ['The moment at which somebody relaxes or closes up. Ask what was said just before.'],
      practice: [
        'Whether the one who tried speaks first. Feedback is a gift: it may be left on the table.',
        'How help is asked for, and whether it is taken. Say aloud when it goes well.',
        'What the other person felt, before what anybody thought of it.',
      ],
      activity: ['Who carries the group and who has fallen silent; ask the silent ones what they see.'],
      discussion: [
        'Differences that people smooth over. Name them kindly, and let both stand.',
        'Stories rather than opinions. Ask: “How was that for you?”',
        'Who looks at whom when they speak; turn a talk with you into a talk with each other.',
      ],
      reflection: [
        'What is said with hesitation. Do not fill the pause.',
        'Sentences that begin with “I”. When somebody says “one”, ask who that is.',
      ],
      closing: ['Pairs that have not fixed a date yet. Do not let anybody leave alone.'],
    },
  },
  sourcesLabel: 'A voice from outside',
  sourcesQuestions: [
    'Read it aloud, then ask: who has lived this, and who has lived the opposite?',
    'Hand it to the one who disagrees most, and let them begin.',
    'Pairs say it to each other in their own words, as they would to a friend.',
  ],
  openings: ['stories-in-pairs', 'bring-and-need'],
  closings: ['who-asks-whom'],
  namesProblem: true,

  questions: 2,
  sourcesFirst: false,
};

import type { Voice } from './voice.ts';

export const insight: Voice = {
  style: 'reflective',
  sectionMinutes: 22,
  openingShare: 0.1,
  closingShare: 0.1,
  arcs: [
    [['input', 1]],
    [
      ['input', 5],
      ['discussion', 5],
    ],
    [
      ['reflection', 2],
      ['input', 4],
      ['discussion', 4],
    ],
    [
      ['reflection', 2],
      ['input', 4],
      ['discussion', 4],
      ['practice', 4],
    ],
  ],
  singles: ['input', 'discussion'],
  together: ['practice', 'discussion', 'reflection'],
  lead: {
    label: 'The question',
    sayings: {
      opening: ['What do we really know about where we stand today, and what do we only suppose?'],
      input: [
        'What is known about {topic}, how is it known, and for whom does it hold?',
        'Which of the things we believe about {topic} would stand up to a closer look?',
        'What is the strongest reason to doubt what we do about {topic} today?',
      ],
      demonstration: [
        'What does somebody with experience look at in {topic} that others pass over?',
        'What makes the difference between two examples of {topic} that look alike?',
      ],
      practice: [
        'What happens to {topic} when it meets a case of our own?',
        'Where does {topic} fit our work, and where do we have to change it?',
        'What do I learn about {topic} from the place where it does not work?',
      ],
      activity: ['What do we find out about {topic} when we look at it without judging?'],
      discussion: [
        'What speaks for {topic} here, what speaks against it, and what do we not know yet?',
        'How much of this does {topic} explain: {problem}',
        'Which two views of {topic} can both be true, and when does each hold?',
      ],
      reflection: [
        'Where have I met {topic} myself, and what did I make of it then?',
        'What do I see differently about {topic} than an hour ago?',
        'What did I take for granted about {topic}?',
      ],
      closing: ['What do I understand now that I did not this morning, and what would prove me wrong?'],
    },
  },
  tail: {
    label: 'Notice',
    sayings: {
      opening: ['Who speaks in general terms, and who tells of one real moment? Ask for the moment.'],
      input: [
        'When somebody says “always” or “never”, ask for the case in which it was otherwise.',
        'Let doubts stand for a while. A doubt that is written down can be looked into.',
        'When the group agrees quickly, ask who would see it differently, and why.',
      ],
      demonstration: ['Silence after a question is thinking. Count to ten before you help.'],
      practice: [
        'Ask “What makes you think so?” more often than you answer.',
        'The places where the method does not fit are the most interesting ones. Collect them.',
      ],
      activity: ['Write down sentences as they were said; read them back before anyone explains them.'],
      discussion: [
        'Keep apart what was seen, what was concluded, and what is wished for.',
        'Whose view is not in the room? Ask somebody to speak for them.',
        'When two people disagree, let each say first what the other meant.',
      ],
      reflection: [
        'Protect the quiet: no walking round, no questions, no music.',
        'Write along yourself. People see it, and take it seriously.',
      ],
      closing: ['An open question is a result. Write it down beside the insights.'],
    },
  },
  sourcesLabel: 'What the sources say',
  sourcesQuestions: [
    'Ask: for whom does this hold, and what in our own cases speaks against it?',
    'Ask: how could they know this, and what would we have to see here to believe it?',
    'Ask: which of our own cases would the author have to explain?',
  ],
  openings: ['opening-case'],
  closings: ['one-insight-one-test'],
  namesProblem: true,

  questions: 3,
  sourcesFirst: true,
};

import type { Rng } from '../core/rng.ts';
import { type SessionMetadata, emptyMetadata } from './metadata.schema.ts';
import { type CitedPassage, type OutlineSection, SECTION_KINDS } from './outline.schema.ts';

/** A session as trainers describe one, and parts of it, for the tests of the rules. */

export const feedbackSession: SessionMetadata = {
  ...emptyMetadata('Europe/Dublin'),
  title: 'Feedback that lands',
  sessionType: 'workshop',
  category: 'Leadership',
  desiredOutcome: 'Team leads can give feedback that is specific, timely and used within a week.',
  currentProblem: 'Reviews come late and feel like judgement, so people avoid them.',
  specificTopics: 'Observation versus judgement; Asking before telling; Receiving feedback',
  startDate: '2026-11-02',
  startTime: '09:00',
  endTime: '12:30',
  location: 'Training room',
  audienceName: 'Team leads',
  toneName: 'Friendly',
  capacityMax: 12,
};

const passage = (id: string, title: string, heading: string, text: string): CitedPassage => ({
  id,
  documentId: `of-${id}`,
  title,
  heading,
  text,
  position: 0,
});

export const feedbackPassages: CitedPassage[] = [
  passage(
    'p1',
    'Feedback handbook',
    'Observation',
    'Describe what you saw and heard, not what you concluded from it. A judgement invites an argument, while an observation invites a conversation. Keep observation and judgement in two sentences.\n\nFeedback that comes within two days is remembered with its details.',
  ),
  passage(
    'p2',
    'Notes on coaching',
    'Questions › Asking first',
    'Asking first lowers the guard of the person who receives feedback. Ask what they noticed themselves before you tell them anything. This works best in private.',
  ),
  passage(
    'p3',
    'Receiving & thanking <2nd edition>',
    '',
    '- Thank the person before you answer what they said about your work.\n- See https://example.org for the table | of | cases.\nand then a fragment that is no sentence',
  ),
];

export const section = (id: string, changes: Partial<OutlineSection> = {}): OutlineSection => ({
  id,
  kind: 'activity',
  title: `Section ${id}`,
  descriptionHtml: `<p>What happens in ${id}.</p>`,
  durationMinutes: 15,
  topics: [],
  materials: [],
  groupId: null,
  origin: 'ai',
  sources: [],
  ...changes,
});

const WORDS = 'say what you saw ask before telling thank people for honest words and begin again soon'.split(
  ' ',
);
export const someWords = (rng: Rng, most: number): string =>
  Array.from({ length: rng.int(most) + 1 }, () => rng.pick(WORDS)).join(' ');

export const anySection = (rng: Rng, id: string): OutlineSection =>
  section(id, {
    kind: rng.pick(SECTION_KINDS),
    title: someWords(rng, 4),
    descriptionHtml: `<p>${someWords(rng, 20)}</p><ul><li><p>${someWords(rng, 8)}</p></li></ul>`,
    durationMinutes: rng.int(60),
    topics: rng.chance(0.3) ? [someWords(rng, 2)] : [],
    materials: rng.chance(0.3) ? [someWords(rng, 2)] : [],
    groupId: rng.chance(0.2) ? rng.pick(['g1', 'g2']) : null,
  });

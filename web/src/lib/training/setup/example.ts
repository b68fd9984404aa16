import type { SessionMetadataPatch } from '@ensemble/shared/training/metadata.schema';
import { dayIn } from '#lib/viewer/time.ts';

const WEEK_MS = 7 * 86_400_000;

/** A whole setup to try the builder with: a morning's workshop a week from now. */
export const exampleMetadata = (nowMs: number, timezone: string): SessionMetadataPatch => ({
  title: 'Feedback that people can use',
  sessionType: 'workshop',
  category: 'Communication',
  desiredOutcome:
    'Everybody can give a colleague one piece of feedback that names what happened, what it led to and what to try next, and can hear one without defending themselves.',
  currentProblem:
    'Feedback waits for the yearly talk, arrives as a judgement and is forgotten. People avoid it, and small troubles grow.',
  specificTopics:
    'Describing what was seen rather than what it means; asking before advising; hearing criticism; agreeing on a next step.',
  startDate: dayIn(nowMs + WEEK_MS, timezone),
  startTime: '09:00',
  endTime: '12:00',
  timezone,
  location: 'Room for twelve, chairs in a circle',
  audienceName: 'Team leads',
  toneName: 'Warm and practical',
  topics: [
    {
      title: 'What happened, what it led to',
      description: 'Separating facts from verdicts.',
      durationMinutes: 30,
    },
    { title: 'Hearing it', description: 'Three answers that are no defence.', durationMinutes: 25 },
  ],
  capacityMax: 12,
});

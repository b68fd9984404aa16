import { z } from 'zod';
import { Id, LocalDate, LocalTime, TimeZone, requiredText, text } from '../core/schema.ts';

/** What a session is for, for whom and when: the setup of a draft. A draft may be incomplete, never malformed. */

export const SESSION_TYPES = ['event', 'training', 'workshop', 'webinar'] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

export const TITLE_MAX = 160;
export const LONG_TEXT_MAX = 4000;
/** The form offers three; more when asked for. */
export const TOPICS_OFFERED = 3;
export const TOPICS_MAX = 12;
/** A section or topic of a day and a night would be a mistake. */
export const DURATION_MAX_MINUTES = 24 * 60;

const DURATION = `must be whole minutes from 0 to ${DURATION_MAX_MINUTES}`;
/** Whole minutes. */
export const DurationMinutes = z
  .number({ error: DURATION })
  .int(DURATION)
  .min(0, DURATION)
  .max(DURATION_MAX_MINUTES, DURATION);

export const CustomTopic = z.strictObject({
  title: requiredText(TITLE_MAX),
  description: text(1000).optional(),
  durationMinutes: DurationMinutes,
});
export type CustomTopic = z.infer<typeof CustomTopic>;

const orEmpty = <Schema extends z.ZodType>(schema: Schema) => z.union([z.literal(''), schema]);
const name = text(120);

const fields = {
  title: text(TITLE_MAX),
  sessionType: z.enum(SESSION_TYPES),
  /** A category's name: managed, or one's own. */
  category: name,
  desiredOutcome: text(LONG_TEXT_MAX),
  currentProblem: text(LONG_TEXT_MAX),
  specificTopics: text(LONG_TEXT_MAX),
  /** Empty: no date yet. */
  startDate: orEmpty(LocalDate),
  startTime: orEmpty(LocalTime),
  /** At or before `startTime`: on the next day. */
  endTime: orEmpty(LocalTime),
  timezone: TimeZone,
  location: text(200),
  locationId: Id.nullable(),
  audienceId: Id.nullable(),
  audienceName: name,
  toneId: Id.nullable(),
  toneName: name,
  topics: z.array(CustomTopic).max(TOPICS_MAX, `must be at most ${TOPICS_MAX} topics`),
  /** Places in the dated session; null: no limit. */
  capacityMax: z.int().min(1).max(100_000).nullable(),
  /** Whether everybody may see the published session and hold a seat; else only those who work on it. */
  isPublic: z.boolean(),
};

export const SessionMetadata = z.strictObject(fields);
export type SessionMetadata = z.infer<typeof SessionMetadata>;

/** Any subset; `topics` are replaced as a whole. */
export const SessionMetadataPatch = z.strictObject(fields).partial();
export type SessionMetadataPatch = z.infer<typeof SessionMetadataPatch>;

export const emptyMetadata = (timezone = 'UTC'): SessionMetadata => ({
  title: '',
  sessionType: 'training',
  category: '',
  desiredOutcome: '',
  currentProblem: '',
  specificTopics: '',
  startDate: '',
  startTime: '',
  endTime: '',
  timezone,
  location: '',
  locationId: null,
  audienceId: null,
  audienceName: '',
  toneId: null,
  toneName: '',
  topics: [],
  capacityMax: null,
  isPublic: false,
});

import { targetMinutes } from '../fit.ts';
import type { SessionMetadata } from '../metadata.schema.ts';
import { METHOD_STYLES, type MethodStyle } from '../methods/types.ts';
import { type SessionTopic, topicsOf } from '../topics.ts';

/** The setup, read for composing: short enough to be said, and with something in every place. */
export interface Brief {
  /** The title, or what the session is about. */
  theme: string;
  /** One or two sentences; empty when nothing is said. */
  outcome: string;
  problem: string;
  audience: string;
  tone: string;
  /** What people can do afterwards, as a few words for a title; empty where it cannot be said so short. */
  goal: string;
  /** What is wrong today, likewise. */
  complaint: string;
  /** At least one. */
  topics: [SessionTopic, ...SessionTopic[]];
  /** Whole minutes of the session, at least 1. */
  minutes: number;
  /** `HH:mm`, or empty. */
  startTime: string;
  /** How many people to plan for. */
  groupSize: number;
  online: boolean;
  toneStyle: MethodStyle | null;
}

const SAID_MAX = 240;
const GOAL_MAX = 64;

/** Whole sentences up to `max` characters; else as many words as fit. */
export function shortened(text: string, max: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= max) return flat;
  const sentences = flat.match(/.*?[.!?…](?=\s|$)/g) ?? [];
  let said = '';
  for (const sentence of sentences) {
    if (said.length + sentence.length > max) break;
    said += sentence;
  }
  if (said.trim() !== '') return said.trim();
  return `${flat.slice(0, max - 1).replace(/\s+\S*$/, '')}…`;
}

const CAN = /\b(?:can|could|(?:is|are|be|being) able to|know(?:s)? how to|learn(?:s)? (?:how )?to)\s+(.+)/i;
/** Where a thought can end and still make sense, from the best place to the last. */
const ENDINGS = [/[.;:!?](?:\s|$)/, /,?\s(?:so|so that|because|which|while|without|within|instead)\s/, /,/];

/** "Team leads can give feedback that is used." → "give feedback that is used". */
export function goalOf(outcome: string): string {
  const first = outcome.replace(/\s+/g, ' ').trim();
  const able = CAN.exec(first)?.[1] ?? first;
  return clauseOf(able);
}

/** As much of a sentence as fits into a title without being cut off; empty where nothing does. */
function clauseOf(sentence: string): string {
  let clause = sentence.replace(/\s+/g, ' ').trim();
  for (const ending of ENDINGS) {
    if (ending !== ENDINGS[0] && clause.length <= GOAL_MAX) break;
    clause = clause.split(ending)[0]?.trim() ?? '';
  }
  return clause.length <= GOAL_MAX ? clause : '';
}

/** Words that people choose for tones, by what they ask of a method. */
const TONE_WORDS: Readonly<Record<MethodStyle, RegExp>> = {
  structured: /formal|exact|precise|serious|professional|clear|practical|direct/i,
  reflective: /reflect|calm|thought|quiet|slow|mindful|academic/i,
  energetic: /energ|lively|playful|fast|fun|bold|inspir|motivat/i,
  relational: /friend|warm|personal|open|human|kind|conversation|inclusive/i,
};

const toneStyleOf = (tone: string): MethodStyle | null =>
  METHOD_STYLES.find((style) => TONE_WORDS[style].test(tone)) ?? null;

const ONLINE =
  /\b(?:on-?line|remote(?:ly)?|virtual(?:ly)?|video(?: ?call)?|zoom|teams|webex|webinar|google meet)\b/i;

/** How many come where nobody said so. */
const USUAL_SIZE: Readonly<Record<SessionMetadata['sessionType'], number>> = {
  event: 40,
  training: 12,
  workshop: 14,
  webinar: 40,
};

/** "Phishing: how not to fall for it" is about phishing. */
const themeAsTopic = (theme: string): SessionTopic => ({
  label: (theme.split(/:\s|\s[–—-]\s/)[0]?.trim() || theme).slice(0, 120),
  description: '',
  minutes: null,
});

export function briefOf(metadata: SessionMetadata): Brief {
  const { title, sessionType, category, desiredOutcome, currentProblem, location, capacityMax } = metadata;
  const goal = goalOf(desiredOutcome);
  const theme = title.trim() || goal || category.trim() || 'our theme';
  const [first, ...more] = topicsOf(metadata);
  return {
    theme,
    outcome: shortened(desiredOutcome, SAID_MAX),
    problem: shortened(currentProblem, SAID_MAX),
    audience: metadata.audienceName.trim(),
    tone: metadata.toneName.trim(),
    goal,
    complaint: clauseOf(currentProblem),
    topics: [first ?? themeAsTopic(theme), ...more],
    minutes: targetMinutes(metadata),
    startTime: metadata.startTime,
    groupSize: capacityMax ?? USUAL_SIZE[sessionType],
    online: sessionType === 'webinar' || ONLINE.test(location),
    toneStyle: toneStyleOf(metadata.toneName),
  };
}

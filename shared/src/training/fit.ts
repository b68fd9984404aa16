import type { SessionMetadata } from './metadata.schema.ts';
import { shareMinutes, unitFor } from './minutes.ts';
import { type OutlineSection, SECTIONS_MAX, type SessionOutline } from './outline.schema.ts';
import { plannedMinutes } from './schedule.ts';
import { escapeHtml, p } from './html.ts';
import { type Step, stepsOf, totalMinutesOf } from './steps.ts';
import { attachTopics, topicsOf } from './topics.ts';

/** What an outline needs whoever made it: an opening and a closing, the session's topics, and the planned length. */

/** Minutes of a session of which no times are known. */
export const USUAL_MINUTES: Readonly<Record<SessionMetadata['sessionType'], number>> = {
  event: 120,
  training: 180,
  workshop: 180,
  webinar: 60,
};
/** Of a session's time, what opening, closing and the ways between topics take. */
const AROUND_TOPICS = 0.25;

/** The planned window; without one the usual length, or as much as the custom topics need. */
export function targetMinutes(metadata: SessionMetadata): number {
  const planned = plannedMinutes(metadata);
  if (planned !== null) return planned;
  const asked = topicsOf(metadata).reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
  const needed = Math.ceil(asked / (1 - AROUND_TOPICS) / 5) * 5;
  return Math.min(Math.max(USUAL_MINUTES[metadata.sessionType], needed), 24 * 60);
}

/** A duration nobody stated: as long as the others are on average, or this. */
const UNSTATED_MINUTES = 10;

const isEnd = ({ kind }: OutlineSection): boolean => kind === 'opening' || kind === 'closing';

/** More steps than minutes cannot be run: the shortest between opening and closing go. */
function atMost<Section extends OutlineSection>(
  steps: readonly Step<Section>[],
  count: number,
): Step<Section>[] {
  const keep = new Set(
    [...steps]
      .sort(
        (a, b) =>
          Number(isEnd(b.sections[0])) - Number(isEnd(a.sections[0])) ||
          b.durationMinutes - a.durationMinutes ||
          a.index - b.index,
      )
      .slice(0, Math.max(count, 1)),
  );
  return steps.filter((step) => keep.has(step));
}

/** Steps of one group that became neighbours stay apart. */
function keptApart(steps: readonly Step<OutlineSection>[]): Step<OutlineSection>[] {
  return steps.map((step, at) => {
    const { groupId } = step.sections[0];
    if (groupId === null || steps[at - 1]?.sections[0].groupId !== groupId) return step;
    const own = step.sections.length > 1 ? `${groupId.slice(0, 56)}-${step.index}` : null;
    const [first, ...more] = step.sections;
    return {
      ...step,
      sections: [{ ...first, groupId: own }, ...more.map((each) => ({ ...each, groupId: own }))],
    };
  });
}

/** Those of one group keep their proportions; the longest takes the step's time. */
function stretched({ sections, durationMinutes }: Step<OutlineSection>, minutes: number): OutlineSection[] {
  return sections.map((section) => {
    const share = durationMinutes === 0 ? 1 : section.durationMinutes / durationMinutes;
    return { ...section, durationMinutes: Math.max(Math.min(1, minutes), Math.round(minutes * share)) };
  });
}

/** Scales durations so that the steps take `minutes` in all, exactly; what already does is left alone. */
export function fitDurations(sections: readonly OutlineSection[], minutes: number): OutlineSection[] {
  if (sections.length === 0) return [];
  const unstated = sections.some(({ durationMinutes }) => durationMinutes === 0);
  if (!unstated && totalMinutesOf(sections) === minutes) return [...sections];
  const steps = keptApart(atMost(stepsOf(sections), minutes));
  const stated = steps.filter(({ durationMinutes }) => durationMinutes > 0);
  const mean = stated.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0) / stated.length;
  const usual = stated.length > 0 ? mean : UNSTATED_MINUTES;
  const weights = steps.map(({ durationMinutes }) => durationMinutes || usual);
  const shared = shareMinutes(minutes, weights, { unit: unitFor(minutes, steps.length) });
  return steps.flatMap((step, at) => stretched(step, shared[at] ?? 0));
}

const made = (id: string, kind: string, title: string, text: string): OutlineSection => ({
  id,
  kind,
  title,
  descriptionHtml: p(escapeHtml(text)),
  durationMinutes: 10,
  topics: [],
  materials: [],
  groupId: null,
  origin: 'ai',
  sources: [],
});

/** An opening first and a closing last, where a maker forgot them. `newId` answers ids that are not in use. */
export function ensureEnds(
  sections: readonly OutlineSection[],
  { desiredOutcome }: SessionMetadata,
  newId: () => string,
): OutlineSection[] {
  const has = (kind: string): boolean => sections.some((section) => section.kind === kind);
  const outcome = desiredOutcome.trim() || 'what this session is for';
  const opening = made(
    newId(),
    'opening',
    'Welcome and aim',
    `Welcome everyone, say how the time is used, and read out the aim: ${outcome}`,
  );
  const closing = made(
    newId(),
    'closing',
    'What we take with us',
    `Go back to the aim (${outcome}). Everyone names one thing to do differently, and by when.`,
  );
  const ended = [...(has('opening') ? [] : [opening]), ...sections, ...(has('closing') ? [] : [closing])];
  return ended.length <= SECTIONS_MAX ? ended : [...sections].slice(0, SECTIONS_MAX);
}

/** All of it, for what a model answered. */
export function fitOutline(
  outline: SessionOutline,
  metadata: SessionMetadata,
  newId: () => string,
): SessionOutline {
  const ended = ensureEnds(outline.sections, metadata, newId);
  return { sections: fitDurations(attachTopics(ended, metadata), targetMinutes(metadata)) };
}

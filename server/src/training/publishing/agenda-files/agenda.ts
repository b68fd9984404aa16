import {
  type AGENDA_READERS,
  kindWord,
  minutesWords,
  type OutlineSection,
  type ScheduledSection,
  scheduleOf,
  SESSION_TYPE_WORDS,
  type SessionMetadata,
  type SessionOutline,
} from '@ensemble/shared/training';
import { htmlToBlocks } from '@ensemble/shared/training/rich-text/html-read';
import type { Block } from '@ensemble/shared/training/rich-text/model';

/** An agenda as it is printed, for whichever kind of file. */

export type AgendaReader = (typeof AGENDA_READERS)[number];

export interface AgendaRow {
  /** `09:00 – 09:20`, or minutes from the start (`0:00 – 0:20`) without a start time. */
  time: string;
  title: string;
  isBreak: boolean;
  /** Runs beside the one before. */
  parallel: boolean;
  /** For facilitators, else empty. */
  kind: string;
  minutes: string;
  description: Block[];
  topics: readonly string[];
  materials: readonly string[];
  /** `Title › heading › below`, each once. */
  sources: readonly string[];
}

export interface Agenda {
  reader: AgendaReader;
  title: string;
  /** Label and value, in order; only what is stated. */
  facts: readonly (readonly [label: string, value: string])[];
  rows: readonly AgendaRow[];
  /** All materials, each once, in the order they are needed. For facilitators. */
  materials: readonly string[];
}

const clockOfMinute = (minute: number): string =>
  `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

function timeOf({ start, end }: Pick<ScheduledSection, 'start' | 'end'>): string {
  const face = (mark: ScheduledSection['start']): string => {
    if (mark.time === null) return clockOfMinute(mark.minute);
    return mark.dayOffset === 0 ? mark.time : `${mark.time} (+${mark.dayOffset} d)`;
  };
  return `${face(start)} – ${face(end)}`;
}

const each = (values: readonly string[]): string[] => [...new Set(values)];

/** Participants get when, what and breaks: nothing that was written for those who lead. */
export function agendaOf(
  { metadata, outline }: { metadata: SessionMetadata; outline: SessionOutline },
  reader: AgendaReader,
): Agenda {
  const { sections, totalMinutes } = scheduleOf(metadata, outline.sections);
  const timing = new Map(sections.map((section) => [section.id, section]));
  const steps = new Set<number>();
  const rows = outline.sections.map((section): AgendaRow => {
    const timed = timing.get(section.id);
    const parallel = timed !== undefined && steps.has(timed.stepIndex);
    if (timed) steps.add(timed.stepIndex);
    return rowOf(section, timed ? timeOf(timed) : '', parallel, reader);
  });
  return {
    reader,
    title: metadata.title || 'Untitled session',
    facts: factsOf(metadata, totalMinutes, reader),
    rows,
    materials: reader === 'facilitator' ? each(outline.sections.flatMap(({ materials }) => materials)) : [],
  };
}

function rowOf(section: OutlineSection, time: string, parallel: boolean, reader: AgendaReader): AgendaRow {
  const leads = reader === 'facilitator';
  return {
    time,
    title: section.title || kindWord(section.kind),
    isBreak: section.kind === 'break',
    parallel,
    kind: leads ? kindWord(section.kind) : '',
    minutes: minutesWords(section.durationMinutes),
    description: leads ? htmlToBlocks(section.descriptionHtml) : [],
    topics: leads ? section.topics : [],
    materials: leads ? section.materials : [],
    sources: leads
      ? each(section.sources.map(({ title, heading }) => (heading ? `${title} › ${heading}` : title)))
      : [],
  };
}

function factsOf(
  metadata: SessionMetadata,
  totalMinutes: number,
  reader: AgendaReader,
): (readonly [string, string])[] {
  const { startDate, startTime, endTime, timezone, location, sessionType, desiredOutcome } = metadata;
  const times = [startTime, endTime].filter(Boolean).join(' – ');
  const open = [
    ['When', [startDate, times, startDate || startTime ? `(${timezone})` : ''].filter(Boolean).join(' ')],
    ['Where', location],
    ['Type', SESSION_TYPE_WORDS[sessionType]],
    ['Length', totalMinutes > 0 ? minutesWords(totalMinutes) : ''],
    ['What you take away', reader === 'participant' ? desiredOutcome : ''],
  ] as const;
  const own = [
    ['Category', metadata.category],
    ['For', metadata.audienceName],
    ['Tone', metadata.toneName],
    ['Desired outcome', desiredOutcome],
    ['Current problem', metadata.currentProblem],
    ['Topics', topicsOf(metadata)],
  ] as const;
  return [...open, ...(reader === 'facilitator' ? own : [])].filter(([, value]) => value !== '');
}

const topicsOf = ({ topics, specificTopics }: SessionMetadata): string =>
  [
    specificTopics,
    ...topics.map(({ title, durationMinutes }) => `${title} (${minutesWords(durationMinutes)})`),
  ]
    .filter(Boolean)
    .join('; ');

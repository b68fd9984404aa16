import { shareMinutes, unitFor } from '../minutes.ts';
import type { KnownSectionKind } from '../outline.schema.ts';
import type { SessionTopic } from '../topics.ts';
import type { QuickTweak } from '../variants.schema.ts';
import { type Block, neededMinutes, shareOut } from './blocks.ts';
import type { Brief } from './brief.ts';
import { type Pause, pausesOf } from './pauses.ts';
import type { ArcPart, Voice } from './voices/index.ts';

/** The session's frame: which kind of section comes when, about what, for how long. */

export interface Slot {
  part: 'opening' | 'topic' | 'together' | 'break' | 'meal' | 'closing';
  kind: KnownSectionKind;
  minutes: number;
  /** None outside the topics. */
  topics: SessionTopic[];
  /** What tells this round of a topic from the one before; empty in the first. */
  angle: string;
  /** First of its block. */
  leads: boolean;
  /** What was asked for the topic, where the session has no time for it; else null. */
  cutFrom: number | null;
}

const ANGLES = [
  '',
  'going deeper',
  'in our own work',
  'under pressure',
  'together with others',
  'when it goes wrong',
];
const angleOf = (round: number): string => ANGLES[round] ?? `round ${round + 1}`;

/** One section holds a topic of so many asked minutes. */
const ONE_SECTION = 30;
const SHORTER = 0.6;
/** Over a long day, changing as often as in an hour would tire people. */
const LONGER = [
  { from: 420, by: 1.5 },
  { from: 240, by: 1.25 },
];
/** No outline has many more sections than this. */
const SECTIONS_ABOUT = 100;

const slot = (part: Slot['part'], kind: KnownSectionKind, minutes: number): Slot => ({
  part,
  kind,
  minutes,
  topics: [],
  angle: '',
  leads: false,
  cutFrom: null,
});

interface Style {
  voice: Voice;
  sectionMinutes: number;
  lively: boolean;
  shorter: boolean;
}

/** Less told, more done. */
function livelier([kind, weight]: ArcPart, parts: number): ArcPart {
  if (kind === 'input') return parts === 1 ? ['activity', weight] : ['input', weight / 2];
  if (kind === 'demonstration') return ['activity', weight];
  return kind === 'reflection' ? ['discussion', weight] : [kind, weight];
}

function arcOf({ voice, lively }: Style, parts: number, turn: number): readonly ArcPart[] {
  const single: ArcPart = [voice.singles[turn % voice.singles.length] ?? voice.singles[0], 1];
  const arc = parts === 1 ? [single] : (voice.arcs[parts - 1] ?? voice.arcs[0]);
  return lively ? arc.map((part) => livelier(part, arc.length)) : arc;
}

/** A topic's sections: one round through the persona's arc, or several where there is time for them. */
function blockSlots(block: Block, style: Style, turn: number): Slot[] {
  const { sectionMinutes, voice } = style;
  const whole = block.asked !== null && block.minutes <= ONE_SECTION && !style.shorter;
  const rounds = Math.max(1, Math.ceil(block.minutes / (sectionMinutes * (voice.arcs.length + 0.6))));
  const perRound = shareMinutes(
    block.minutes,
    Array.from({ length: rounds }, () => 1),
    { unit: unitFor(block.minutes, rounds) },
  );
  const cutFrom = block.asked !== null && block.minutes < block.asked ? block.asked : null;
  return perRound.flatMap((minutes, round) => {
    const parts = whole ? 1 : Math.min(Math.max(Math.round(minutes / sectionMinutes), 1), voice.arcs.length);
    const arc = arcOf(style, parts, turn + round);
    const shared = shareMinutes(
      minutes,
      arc.map(([, weight]) => weight),
      { least: 2, unit: minutes >= arc.length * 8 ? 5 : 1 },
    );
    return arc.map(([kind], at) => ({
      ...slot('topic', kind, shared[at] ?? 0),
      topics: block.topics,
      angle: angleOf(round),
      leads: at === 0,
      cutFrom: at === 0 && round === 0 ? cutFrom : null,
    }));
  });
}

function togetherSlots(minutes: number, { voice, sectionMinutes }: Style): Slot[] {
  if (minutes === 0) return [];
  const count = Math.max(1, Math.round(minutes / (sectionMinutes * 1.6)));
  const shared = shareMinutes(
    minutes,
    Array.from({ length: count }, () => 1),
    { unit: unitFor(minutes, count) },
  );
  return shared.map((part, at) => ({
    ...slot('together', voice.together[at % voice.together.length] ?? voice.together[0], part),
    angle: angleOf(Math.floor(at / voice.together.length)),
    leads: at === 0,
  }));
}

/** Minutes of opening and closing: by the persona's share, less where the topics need the time. */
function endMinutes(minutes: number, share: number): number {
  if (minutes < 10) return Math.min(1, minutes);
  const wanted = Math.min(Math.max(minutes * share, 2), 30);
  return minutes >= 60 ? Math.max(5, Math.round(wanted / 5) * 5) : Math.round(wanted);
}

interface Frame {
  opening: number;
  working: number;
  closing: number;
}

function frameOf({ minutes, topics }: Brief, voice: Voice, paused: number): Frame {
  let opening = endMinutes(minutes, voice.openingShare);
  let closing = Math.min(endMinutes(minutes, voice.closingShare), minutes - opening);
  const least = minutes >= 20 ? 3 : 1;
  let missing = neededMinutes(topics) - (minutes - paused - opening - closing);
  const giveUp = (from: number): number => {
    const given = Math.min(Math.max(missing, 0), Math.max(from - least, 0));
    missing -= given;
    return from - given;
  };
  closing = giveUp(closing);
  opening = giveUp(opening);
  return { opening, closing, working: minutes - paused - opening - closing };
}

/** What is left of fives goes to the closing, so that the sections between begin at round times. */
function roundedFrame(frame: Frame, minutes: number, asked: number): Frame {
  const odd = minutes >= 60 ? Math.max(0, frame.working - asked) % 5 : 0;
  return { ...frame, working: frame.working - odd, closing: frame.closing + odd };
}

/** Puts each pause between the two sections nearest to where it should be; what finds no place is worked through. */
function withPauses(slots: readonly Slot[], pauses: readonly Pause[]): Slot[] {
  const placed = [...slots];
  for (const pause of pauses) {
    const place = placeFor(placed, pause.ideal);
    if (place === null) {
      const longest = placed.reduce((a, b) => (b.part !== 'break' && b.minutes > a.minutes ? b : a));
      placed[placed.indexOf(longest)] = { ...longest, minutes: longest.minutes + pause.minutes };
    } else {
      placed.splice(place, 0, slot(pause.meal ? 'meal' : 'break', 'break', pause.minutes));
    }
  }
  return placed;
}

/** Never straight after the opening, before the closing, or beside another pause. */
function placeFor(slots: readonly Slot[], ideal: number): number | null {
  let begins = 0;
  let best: { place: number; away: number } | null = null;
  for (const [place, { minutes, kind }] of slots.entries()) {
    const before = slots[place - 1]?.kind;
    const allowed = place >= 2 && kind !== 'closing' && kind !== 'break' && before !== 'break';
    const away = Math.abs(begins - ideal);
    if (allowed && (best === null || away < best.away)) best = { place, away };
    begins += minutes;
  }
  return best?.place ?? null;
}

/** The slots' minutes sum to the brief's, exactly. */
export function planSlots(brief: Brief, voice: Voice, tweaks: readonly QuickTweak[]): Slot[] {
  const shorter = tweaks.includes('shorter-sections');
  const longer = LONGER.find(({ from }) => brief.minutes >= from)?.by ?? 1;
  const sectionMinutes = Math.max(
    voice.sectionMinutes * longer * (shorter ? SHORTER : 1),
    brief.minutes / SECTIONS_ABOUT,
  );
  const style: Style = { voice, sectionMinutes, shorter, lively: tweaks.includes('more-interaction') };
  const pauses = pausesOf(brief.minutes, brief.startTime);
  const paused = pauses.reduce((sum, { minutes }) => sum + minutes, 0);
  const asked = brief.topics.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
  const frame = roundedFrame(frameOf(brief, voice, paused), brief.minutes, asked);
  const shares = frame.working > 0 ? shareOut(brief.topics, frame.working) : { blocks: [], together: 0 };
  const tooShort = shares.together < 8 ? shares.together : 0;
  const work = [
    ...shares.blocks.flatMap((block, at) => blockSlots(block, style, at)),
    ...togetherSlots(shares.together - tooShort, style),
  ];
  const slots = [
    slot('opening', 'opening', frame.opening),
    ...work,
    slot('closing', 'closing', frame.closing + tooShort),
  ];
  return withPauses(slots, pauses);
}

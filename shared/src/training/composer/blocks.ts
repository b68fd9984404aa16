import { shareMinutes, unitFor } from '../minutes.ts';
import type { SessionTopic } from '../topics.ts';

/** How the working time is shared out among the topics. */

export interface Block {
  /** Several where there is no time for each by itself. */
  topics: [SessionTopic, ...SessionTopic[]];
  minutes: number;
  /** What custom topics asked for; null where nobody asked. */
  asked: number | null;
}

export interface Shares {
  blocks: Block[];
  /** For working on everything together, after the topics. */
  together: number;
}

/** Under this a topic is only named. */
const LEAST = 4;
/** Topics that nobody gave minutes to share a section before they get less than this. */
const ROOM = 8;
/** Of a long session, what goes to working on everything together. */
const TOGETHER_SHARE = 0.15;
const TOGETHER_FROM = 90;
/** Less is not worth a section of its own. */
const TOGETHER_LEAST = 10;

type Some<Item> = [Item, ...Item[]];

/** Into at most `count` groups of neighbours, nearly alike in size. */
function grouped<Item>(items: readonly Item[], count: number): Some<Item>[] {
  const groups: Some<Item>[] = [];
  const wanted = Math.min(items.length, Math.max(1, count));
  for (const [at, item] of items.entries()) {
    const group = groups[Math.floor((at * wanted) / items.length)];
    if (group) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** Minutes that the topics need at least: what was asked for, and something for the others. */
export const neededMinutes = (topics: readonly SessionTopic[]): number =>
  topics.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0) +
  (topics.some(({ minutes }) => minutes === null) ? LEAST : 0);

/** For working on everything together; what is left over without open topics, or a share of a long session. */
function togetherOf(free: number, openCount: number, working: number): number {
  if (openCount === 0) return free;
  const wanted = Math.round((working * TOGETHER_SHARE) / 5) * 5;
  const fits = working >= TOGETHER_FROM && wanted >= TOGETHER_LEAST && free - openCount * ROOM >= wanted;
  return fits ? wanted : 0;
}

/** More was asked for than there is: everything gets less, in proportion. */
function scaledDown(topics: readonly SessionTopic[], minutes: number): Block[] {
  const groups = grouped(topics, Math.floor(minutes / LEAST));
  const asked = groups.map((group) => group.reduce((sum, topic) => sum + (topic.minutes ?? LEAST), 0));
  const shared = shareMinutes(minutes, asked, { least: 2 });
  return groups.map((group, at) => ({
    topics: group,
    minutes: shared[at] ?? 0,
    asked: group.some((topic) => topic.minutes !== null) ? (asked[at] ?? 0) : null,
  }));
}

/**
 * `minutes`: what is left for topics. The blocks and `together` sum to it. What was asked for is kept if it fits;
 * topics without minutes share the rest alike.
 */
export function shareOut(topics: Some<SessionTopic>, minutes: number): Shares {
  if (neededMinutes(topics) > minutes) return { blocks: scaledDown(topics, minutes), together: 0 };
  const asked = topics.filter((topic) => topic.minutes !== null);
  const open = topics.filter((topic) => topic.minutes === null);
  const free = minutes - neededMinutes(asked);
  const together = togetherOf(free, open.length, minutes);
  const groups = grouped(open, Math.floor((free - together) / ROOM));
  const shared = shareMinutes(
    free - together,
    groups.map((group) => group.length),
    { unit: unitFor(minutes, groups.length) },
  );
  return {
    blocks: [
      ...asked.map((topic) => ({
        topics: [topic] as Some<SessionTopic>,
        minutes: topic.minutes ?? 0,
        asked: topic.minutes,
      })),
      ...groups.map((group, at) => ({ topics: group, minutes: shared[at] ?? 0, asked: null })),
    ],
    together,
  };
}

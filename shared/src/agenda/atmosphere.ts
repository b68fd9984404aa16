import { toFakeUtc } from '../instances/wall-clock.ts';
import type { AgendaData, ENERGY_LEVELS, RHYTHM_TAGS, SEASON_MODES } from './atmosphere.schema.ts';

/** Suggestions for the quiet metadata of a dated session: what the date and the week already say. */

export type SeasonMode = (typeof SEASON_MODES)[number];
export type RhythmTag = (typeof RHYTHM_TAGS)[number];
export type EnergyLevel = (typeof ENERGY_LEVELS)[number];

/** Zones whose summer is in January. Near the equator the names of seasons mean little either way. */
const SOUTHERN =
  /^(Australia\/|Antarctica\/|Pacific\/(Auckland|Chatham|Fiji|Tongatapu|Noumea|Apia|Rarotonga|Tahiti|Easter)|Africa\/(Johannesburg|Maputo|Harare|Gaborone|Windhoek|Lusaka|Maseru|Mbabane|Luanda|Blantyre)|Indian\/(Antananarivo|Mauritius|Reunion)|America\/(Argentina\/|Buenos_Aires|Santiago|Punta_Arenas|Montevideo|Asuncion|La_Paz|Lima|Sao_Paulo|Bahia|Campo_Grande|Cuiaba)|Atlantic\/Stanley)/;

const SEASONS = ['winter', 'spring', 'summer', 'autumn'] as const;

/** The season of a local date by whole months (December to February are one), the other way round in the south. */
export function seasonOf(date: string, timezone: string): SeasonMode {
  const quarter = Math.floor((Number(date.slice(5, 7)) % 12) / 3);
  return SEASONS[(quarter + (SOUTHERN.test(timezone) ? 2 : 0)) % 4] ?? 'year-round';
}

/** From 05:00 morning, from 12:00 afternoon, from 17:00 evening, from 22:00 late. */
function partOfDay(startTime: string): 'morning' | 'afternoon' | 'evening' | 'late' {
  const hour = Number(startTime.slice(0, 2));
  if (hour < 5 || hour >= 22) return 'late';
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

/** Friday evening and later belongs to the weekend, Sunday evening to the week: as people feel it. */
export function rhythmOf(date: string, startTime: string): RhythmTag {
  const weekday = new Date(toFakeUtc(date)).getUTCDay();
  const part = partOfDay(startTime);
  const isNight = part === 'evening' || part === 'late';
  const isWeekend = weekday === 6 || (weekday === 5 && isNight) || (weekday === 0 && !isNight);
  return `${isWeekend ? 'weekend' : 'weekday'}-${part}`;
}

const ENERGY: Record<RhythmTag, EnergyLevel> = {
  'weekday-morning': 'calm',
  'weekday-afternoon': 'gentle',
  'weekday-evening': 'steady',
  'weekday-late': 'lively',
  'weekend-morning': 'gentle',
  'weekend-afternoon': 'steady',
  'weekend-evening': 'lively',
  'weekend-late': 'high',
};

export interface Suggestion {
  seasonMode: string;
  rhythmTag: RhythmTag;
  energyLevel: EnergyLevel;
}

/** For a form to offer. The week's own season comes before the calendar's. */
export function suggestAtmosphere(
  session: { date: string; startTime: string; timezone: string },
  weekSeason: string | null = null,
): Suggestion {
  const rhythmTag = rhythmOf(session.date, session.startTime);
  return {
    seasonMode: weekSeason ?? seasonOf(session.date, session.timezone),
    rhythmTag,
    energyLevel: ENERGY[rhythmTag],
  };
}

/**
 * `data` of a generated instance: the stack's, over it the week's, over it the slot's; season and rhythm are
 * suggested where none of them says (null counts as said). `overlays` are the instance's own field.
 */
export function atmosphereOf(
  session: { date: string; startTime: string; timezone: string },
  week: { seasonMode: string | null; data: AgendaData },
  ...layers: readonly AgendaData[]
): AgendaData {
  const { seasonMode, rhythmTag } = suggestAtmosphere(session, week.seasonMode);
  const { overlays: _, ...data } = Object.assign({ seasonMode, rhythmTag }, ...layers) as AgendaData;
  return data;
}

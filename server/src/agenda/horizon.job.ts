import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { DAY_MS, dateOfFakeUtc, toFakeUtc, toWallClock } from '@ensemble/shared/instances';
import type { Job } from '../scheduler/scheduler.ts';
import type { AgendaRepos, WeekRow } from './agenda.models.ts';
import type { GenerationService } from './generation.service.ts';

/** How far a week has been generated, and from which plans. */
interface Mark {
  /** The week's id. */
  _id: string;
  plans: string;
  /** Local date of the city, inclusive. */
  through: string;
}

/** So many days of one week are generated in one step, and so many steps in one run: other jobs wait meanwhile. */
const STEP_DAYS = 31;
const STEPS_A_RUN = 8;

export interface HorizonDeps {
  connection: Connection;
  repos: AgendaRepos;
  generation: Pick<GenerationService, 'generate'>;
}

/**
 * Keeps each active week that has a horizon generated from today to so many days on, by the city's own calendar.
 * Nothing is made that has begun already. What is there is generated again only when the plans have changed since. Generation makes the same
 * sessions however often it runs, so a lost mark or a second node costs work and nothing else.
 */
export function horizonJob({ connection, repos, generation }: HorizonDeps): Job {
  const marks = marksOf(connection);
  return {
    name: 'keep horizons generated',
    async run(nowMs) {
      const failures: unknown[] = [];
      const due = await weeksBehind(repos, marks, nowMs);
      let steps = STEPS_A_RUN;
      for (const week of due) {
        try {
          for (let { from } = week; from <= week.to && steps > 0; steps--) {
            const to = earlier(addDays(from, STEP_DAYS - 1), week.to);
            await generation.generate(week.weekId, { from, to, dryRun: false }, { onlyComing: true });
            const done = { plans: week.plans, through: to };
            await marks.updateOne({ _id: week.weekId }, { $set: done }, { upsert: true });
            from = addDays(to, 1);
          }
        } catch (error) {
          // One week that cannot be served must not keep the others from being filled.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'weeks could not be kept generated');
      return steps > 0 ? null : nowMs;
    },
  };
}

interface Due {
  weekId: string;
  plans: string;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
}

type Marks = ReturnType<typeof marksOf>;

function marksOf(connection: Connection) {
  const schema = new Schema<Mark>(
    {
      _id: { type: String, required: true },
      plans: { type: String, required: true },
      through: { type: String, required: true },
    },
    { versionKey: false, autoIndex: false },
  );
  return connection.model<Mark>('AgendaHorizon', schema, 'agenda_horizons');
}

/** Those with days missing, or whose plans are not those that were generated from. */
async function weeksBehind(repos: AgendaRepos, marks: Marks, nowMs: number): Promise<Due[]> {
  const weeks = await repos.weeks.all({ isActive: true, horizonDays: { $gte: 0 } });
  if (weeks.length === 0) return [];
  const ids = weeks.map(({ _id }) => _id.toHexString());
  const slots = await repos.slots.all({ agendaWeekId: { $in: ids } });
  const stacks = await repos.stacks.findMany(slots.map(({ sessionStackId }) => sessionStackId));
  const cities = await repos.cities.all({ slug: { $in: weeks.map(({ citySlug }) => citySlug) } });
  const markById = new Map((await marks.find({ _id: { $in: ids } }).lean()).map((mark) => [mark._id, mark]));
  const cityBySlug = new Map(cities.map((city) => [city.slug, city]));
  const stackById = new Map(stacks.map((stack) => [stack._id.toHexString(), stack]));
  const slotsByWeek = Map.groupBy(slots, ({ agendaWeekId }) => agendaWeekId);
  return weeks.flatMap((week): Due[] => {
    const weekId = week._id.toHexString();
    const city = cityBySlug.get(week.citySlug);
    if (!city) return [];
    const own = slotsByWeek.get(weekId) ?? [];
    const used = new Set(own.map(({ sessionStackId }) => sessionStackId));
    const plans = fingerprint([week, city, ...own, ...[...used].flatMap((id) => stackById.get(id) ?? [])]);
    const { from, to } = horizonOf(week, city.timezone, nowMs);
    const mark = markById.get(weekId);
    if (mark?.plans !== plans) return [{ weekId, plans, from, to }];
    return mark.through >= to ? [] : [{ weekId, plans, from: later(from, addDays(mark.through, 1)), to }];
  });
}

/** Today and `horizonDays` more, by the city's calendar. */
function horizonOf({ horizonDays }: WeekRow, timezone: string, nowMs: number): { from: string; to: string } {
  const from = toWallClock(nowMs, timezone).date;
  return { from, to: addDays(from, horizonDays ?? 0) };
}

/** Changes with every write to any of them. */
function fingerprint(rows: readonly { _id: { toHexString(): string }; version: number }[]): string {
  const versions = rows.map(({ _id, version }) => `${_id.toHexString()} ${version}`).sort();
  return createHash('sha256').update(versions.join('\n')).digest('base64url').slice(0, 22);
}

const addDays = (date: string, days: number): string => dateOfFakeUtc(toFakeUtc(date) + days * DAY_MS);
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

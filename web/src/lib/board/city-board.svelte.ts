import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';
import { LiveInstances } from '#lib/live/live-instance.svelte.ts';
import { LiveSeats } from '#lib/live/live-seats.svelte.ts';
import { dayIn } from '#lib/viewer/time.ts';
import { type Window, loadCityAgenda } from '#lib/api/agenda.ts';
import { type BoardDay, boardDay } from './board-day.ts';

const DAY_MS = 86_400_000;
/** So far ahead the board looks for what comes next. */
const AHEAD_DAYS = 14;
/** A failed reading is tried again after so long. */
const RETRY_MS = 10_000;

/** The days a board of this city has to know at this instant: since yesterday, as some run past midnight. */
export const boardWindow = (nowMs: number, zone: string): Window => ({
  from: dayIn(nowMs - DAY_MS, zone),
  to: dayIn(nowMs + AHEAD_DAYS * DAY_MS, zone),
});

/**
 * A city's sessions as its board shows them: what was read last, with every push since laid over it. Pushes bring
 * new, moved and cancelled sessions and all counts; who leads them, and the days ahead, come with a reading.
 */
export class CityBoard {
  readonly #slug: string;
  readonly #zone: string;
  #items = $state.raw<readonly CityAgendaItem[]>([]);
  readonly #guides = $derived(
    new Map(this.#items.map(({ instance, guide }) => [instance.id, guide?.name ?? null])),
  );
  readonly #instances = $derived.by(
    () =>
      new LiveInstances(
        this.#items.map(({ instance }) => instance),
        { city: this.#slug },
      ),
  );
  readonly #seats = $derived.by(
    () =>
      new LiveSeats(
        this.#items.map(({ seats }) => seats),
        { city: this.#slug },
      ),
  );
  #reading = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(city: { slug: string; timezone: string }, items: readonly CityAgendaItem[]) {
    this.#slug = city.slug;
    this.#zone = city.timezone;
    this.#items = items;
  }

  day(nowMs: number): BoardDay<InstanceView> {
    const sessions = this.#instances.items.filter(({ source }) => source.kind === 'agenda-slot');
    return boardDay(sessions, dayIn(nowMs, this.#zone), nowMs);
  }

  seatsOf({ id, capacityMin, capacityMax, version, status }: InstanceView): SeatCountsView {
    const known = this.#seats.get(id);
    if (known) return known;
    // One that was made a moment ago: its first count is on its way, and nobody has booked yet.
    const none = { taken: 0, held: 0, left: capacityMax, waitlisted: 0 };
    return { instanceId: id, version, capacityMin, capacityMax, status, ...none };
  }

  guideOf({ id }: InstanceView): string | null {
    return this.#guides.get(id) ?? null;
  }

  /** Some session of these days came by a push that no reading has told of yet. */
  hasUnread(nowMs: number): boolean {
    const { from, to } = boardWindow(nowMs, this.#zone);
    return this.#instances.items.some(
      ({ id, date, source }) =>
        !this.#guides.has(id) && source.kind === 'agenda-slot' && date >= from && date <= to,
    );
  }

  /** Reads all of it again; what is shown stays while that fails, and it is tried again. */
  async read(nowMs: number): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    clearTimeout(this.#retry);
    try {
      this.#items = (await loadCityAgenda(fetch, this.#slug, boardWindow(nowMs, this.#zone))).items;
    } catch {
      this.#retry = setTimeout(() => void this.read(Date.now()), RETRY_MS);
    } finally {
      this.#reading = false;
    }
  }

  close(): void {
    clearTimeout(this.#retry);
  }
}

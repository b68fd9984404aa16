import type { TripView } from '@ensemble/shared/agenda';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { generate, makeCity, makeSlot, makeStack, makeWeek, type Made } from '../../support/agenda.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../support/app.ts';
import type { Answer, Person } from '../../support/person.ts';

/** Later than any test runs, so that sessions are still to come. */
export const MAY = { from: '2031-05-01', to: '2031-05-31' };

/** A city with a host; sessions of it are made one by one, each with as many seats as the story wants. */
export class TripsStage {
  readonly app: TestApp;
  readonly host: Person;
  readonly citySlug: string;
  readonly #stackId: string;
  readonly #weekId: string;
  #made = 0;

  private constructor(
    app: TestApp,
    host: Person,
    ids: { citySlug: string; stackId: string; weekId: string },
  ) {
    this.app = app;
    this.host = host;
    this.citySlug = ids.citySlug;
    this.#stackId = ids.stackId;
    this.#weekId = ids.weekId;
  }

  static async open(options: TestAppOptions = {}, slug = 'lisbon'): Promise<TripsStage> {
    const app = await startApp(options);
    return TripsStage.on(app, await app.signUp('Ada'), slug);
  }

  /** Another city of the same app. */
  static async on(app: TestApp, host: Person, slug: string): Promise<TripsStage> {
    const city = await makeCity(host, { slug, name: slug });
    const stack = await makeStack(host, { slug: `tram-${slug}`, title: 'Tram and tiles' });
    const week = await makeWeek(host, slug);
    return new TripsStage(app, host, { citySlug: city.slug, stackId: stack.id, weekId: week.id });
  }

  get stackId(): string {
    return this.#stackId;
  }

  /** Sessions with so many seats each, all on Friday 2 May 2031, one after the other. */
  async sessions(...capacities: number[]): Promise<string[]> {
    for (const capacityMax of capacities) {
      const minute = this.#made++;
      const hour = 6 + Math.floor(minute / 60);
      const startTimeLocal = `${String(hour).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      const fields = { weekday: 5, startTimeLocal, capacityMin: 1, capacityMax };
      await makeSlot(this.host, this.#weekId, this.#stackId, fields);
    }
    const { created } = await generate(this.host, this.#weekId, { from: '2031-05-02', to: '2031-05-02' });
    return created.toSorted((a, b) => a.startTime.localeCompare(b.startTime)).map(({ id }) => id);
  }

  async trip(fields: Record<string, unknown> = {}): Promise<Made> {
    const body = { title: 'Choir from Ghent', citySlug: this.citySlug, ...MAY, pax: 12, ...fields };
    const answer = await this.host.post('/api/trips', body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Made;
  }

  async view(tripId: string): Promise<TripView> {
    return (await this.host.get(`/api/trips/${tripId}`)).body as TripView;
  }

  async counts(id: string): Promise<SeatCountsView> {
    return (await this.host.get(`/api/instances/${id}/seats`)).body as SeatCountsView;
  }

  taken(ids: readonly string[]): Promise<number[]> {
    return Promise.all(ids.map(async (id) => (await this.counts(id)).taken));
  }

  async offer(fields: Record<string, unknown> = {}, person: Person = this.host): Promise<Made> {
    const answer = await person.post('/api/offers', { ...offerFields(), ...fields });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Made;
  }
}

export const offerFields = () => ({
  title: 'Two days of tiles',
  customerName: 'Ghent choir',
  lines: [
    { label: 'Tram and tiles', seats: 12, priceMinor: 2500 },
    { label: 'Lunch', seats: 12, priceMinor: 1800 },
  ],
  expiresAt: '2031-04-01T12:00:00Z',
  currency: 'EUR',
});

export const lines = (...of: [instanceId: string, seats: number][]) => ({
  lines: of.map(([instanceId, seats]) => ({ instanceId, seats })),
});

export const allocates = (
  person: Person,
  tripId: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => person.post(`/api/trips/${tripId}/allocate`, body, headers);

export const pathsOf = (answer: Answer): string[] =>
  ((answer.body as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);

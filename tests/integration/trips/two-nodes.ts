import type { TripView } from '@ensemble/shared/agenda';
import type { ReservationView } from '@ensemble/shared/seats';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore, type SharedStore } from '../../support/database.ts';
import { Person } from '../../support/person.ts';
import { TripsStage } from './stage.ts';

/** Seats by session. */
export type Seats = Record<string, number>;

/** Two nodes on one store, with the same host signed in at each. */
export class TwoNodes {
  readonly stage: TripsStage;
  readonly hosts: Person[];
  readonly apps: readonly TestApp[];
  readonly #store: SharedStore;

  private constructor(stage: TripsStage, hosts: Person[], apps: readonly TestApp[], store: SharedStore) {
    this.stage = stage;
    this.hosts = hosts;
    this.apps = apps;
    this.#store = store;
  }

  static async open(): Promise<TwoNodes> {
    const store = await openSharedStore();
    const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
    const first = await startApp({ settings });
    const second = await startApp({ settings });
    const stage = await TripsStage.on(first, await first.signUp('Ada'), 'lisbon');
    const there = new Person(second.origin, 'Ada');
    await there.signIn(stage.host.email);
    return new TwoNodes(stage, [stage.host, there], [first, second], store);
  }

  /** What a trip has as it stands in the sessions themselves. */
  async seatsOf(tripId: string, sessionIds: readonly string[]): Promise<Seats> {
    const entries = await Promise.all(
      sessionIds.map(async (id) => {
        const { items } = (await this.stage.host.get(`/api/instances/${id}/reservations?limit=500`)).body as {
          items: ReservationView[];
        };
        const own = items.filter((one) => one.tripId === tripId && one.state === 'confirmed');
        return [id, own.reduce((sum, one) => sum + one.seats, 0)] as const;
      }),
    );
    return Object.fromEntries(entries.filter(([, seats]) => seats > 0));
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.#store.close();
  }
}

/** What a trip says it has. */
export const seatsIn = ({ reservations }: TripView): Seats =>
  Object.fromEntries(reservations.map(({ instanceId, seats }) => [instanceId, seats]));

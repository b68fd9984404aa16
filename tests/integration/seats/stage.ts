import { systemClock } from '@ensemble/shared';
import type { ReservationCreateInput, ReservationView, SeatCountsView } from '@ensemble/shared/seats';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { type EmbeddedStore, openEmbeddedStore } from '../../../server/src/embedded-mongo/index.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../support/app.ts';
import { inviteTo, join, makeEvening, makeSession } from '../../support/evening.ts';
import type { Answer, Person } from '../../support/person.ts';

export const MINUTE = 60_000;
const YEARS_AHEAD = '2031-06-03';

/** A node on a store whose clock the story moves; the store's clock is the only one that seats know. */
export class SeatsStage {
  readonly app: TestApp;
  readonly store: EmbeddedStore;
  readonly guide: Person;
  readonly sessionId: string;
  readonly #dataDir: string;
  readonly #settings: Record<string, string>;
  /** Begins today, so that sign-ins, whose life the store's clock ends, last through the story. */
  nowMs = systemClock.now();
  #days = 0;

  private constructor(
    app: TestApp,
    store: EmbeddedStore,
    guide: Person,
    sessionId: string,
    dataDir: string,
    settings: Record<string, string>,
  ) {
    this.app = app;
    this.store = store;
    this.guide = guide;
    this.sessionId = sessionId;
    this.#dataDir = dataDir;
    this.#settings = settings;
  }

  static async open(options: TestAppOptions = {}): Promise<SeatsStage> {
    const dataDir = await mkdtemp(joinPath(tmpdir(), 'ensemble-seats-'));
    const store = await openEmbeddedStore({ dataDir });
    const settings = { ...options.settings, MONGODB_URL: store.url };
    const app = await startApp({ ...options, settings });
    const guide = await app.signUp('Guide');
    const session = await makeSession(guide, { publicLog: true });
    const stage = new SeatsStage(app, store, guide, session.id, dataDir, settings);
    await stage.passes(0);
    return stage;
  }

  /** Another node on the same store. */
  secondNode(options: TestAppOptions = {}): Promise<TestApp> {
    return startApp({ ...options, settings: this.#settings });
  }

  /** An evening with so many seats, on a date of its own. */
  async evening(capacityMax: number | null, fields: Record<string, unknown> = {}): Promise<string> {
    const date = new Date(Date.parse(YEARS_AHEAD) + this.#days++ * 86_400_000).toISOString().slice(0, 10);
    const { id } = await makeEvening(this.guide, this.sessionId, { date });
    const patched = await this.guide.patch(`/api/instances/${id}`, { capacityMax, ...fields });
    if (patched.status !== 200) throw new Error(JSON.stringify(patched.body));
    return id;
  }

  /** Time goes by in the store. Nobody sweeps until somebody says so. */
  async passes(ms: number): Promise<void> {
    this.nowMs += ms;
    await this.store.setClock(this.nowMs);
  }

  async guest(name: string): Promise<Person> {
    const guest = this.app.stranger();
    await join(guest, await inviteTo(this.guide, this.sessionId, 'reader'), name);
    return guest;
  }

  async counts(instanceId: string): Promise<SeatCountsView> {
    return (await this.guide.get(`/api/instances/${instanceId}/seats`)).body as SeatCountsView;
  }

  async list(instanceId: string): Promise<ReservationView[]> {
    return (await this.guide.get(`/api/instances/${instanceId}/reservations?limit=500`)).body
      .items as ReservationView[];
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

export const books = (
  person: Person,
  instanceId: string,
  seats: number,
  fields: Partial<ReservationCreateInput> = {},
  headers: Record<string, string> = {},
): Promise<Answer> =>
  person.post(
    `/api/instances/${instanceId}/reservations`,
    { kind: 'fit', seats, partyName: person.name, ...fields },
    headers,
  );

export const does = (
  person: Person,
  what: 'confirm' | 'cancel' | 'check-in' | 'no-show' | 'move',
  { instanceId, id }: ReservationView,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Answer> => person.post(`/api/instances/${instanceId}/reservations/${id}/${what}`, body, headers);

export const resizes = (
  person: Person,
  { instanceId, id }: ReservationView,
  seats: number,
): Promise<Answer> => person.patch(`/api/instances/${instanceId}/reservations/${id}`, { seats });

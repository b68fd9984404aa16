import { MongoClient, ObjectId } from 'mongodb';

interface Row {
  _id: ObjectId;
  now: Date;
  version: number;
  capacityMax: number | null;
  reservations?: { id: string; state: string; seats: number; holdUntil?: Date | null }[];
  waitlist?: string[];
  seatsTaken?: number;
  seatsHeld?: number;
  seatsRev?: number;
  seatAnswers?: { key: string }[];
}

const USED = ['confirmed', 'checkedIn', 'noShow'];

/**
 * Reads what is stored over and over while others write, and counts for itself: it shares no rule with what it
 * judges. Each reading of an instance is of one moment, by the store's own clock.
 */
export class StoreChecker {
  readonly broken = new Set<string>();
  readings = 0;
  readonly #client: MongoClient;
  readonly #ids: readonly string[];
  readonly #last = new Map<string, { version: number; rev: number; seating: string }>();
  #running: Promise<void> | null = null;
  #stopped = false;

  private constructor(client: MongoClient, ids: readonly string[]) {
    this.#client = client;
    this.#ids = ids;
  }

  static async start(url: string, ids: readonly string[]): Promise<StoreChecker> {
    const checker = new StoreChecker(await MongoClient.connect(url), ids);
    checker.#running = checker.#run();
    // Heard by who stops it.
    checker.#running.catch(() => undefined);
    return checker;
  }

  /** For when it does not matter any more. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#running?.catch(() => undefined);
    await this.#client.close();
  }

  /** Looks a last time; answers the ids of all reservations, where they stand and where they moved away from. */
  async stop(): Promise<Set<string>> {
    this.#stopped = true;
    await this.#running;
    const rows = await this.#look();
    await this.#client.close();
    return new Set(rows.flatMap(({ reservations = [] }) => reservations.map(({ id }) => id)));
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#look();
      // As often as it can be without keeping a core from those it watches.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #read(): Promise<Row[]> {
    const match = { _id: { $in: this.#ids.map((id) => new ObjectId(id)) } };
    return this.#client
      .db()
      .collection('session_instances')
      .aggregate<Row>([{ $match: match }, { $addFields: { now: '$$NOW' } }])
      .toArray();
  }

  async #look(): Promise<Row[]> {
    this.readings++;
    const rows = await this.#read();
    for (const row of rows) {
      this.#judge(row);
      this.#compare(row);
    }
    return rows;
  }

  #judge({ reservations = [], waitlist = [], now, capacityMax, seatAnswers = [], ...row }: Row): void {
    const seatsOf = (fits: (one: (typeof reservations)[number]) => boolean): number =>
      reservations.filter(fits).reduce((sum, { seats }) => sum + seats, 0);
    const used = seatsOf(({ state }) => USED.includes(state));
    const held = seatsOf(({ state }) => state === 'held');
    const alive = seatsOf(({ state, holdUntil }) => state === 'held' && (holdUntil ?? 0) > now);
    if (used + alive > (capacityMax ?? Infinity)) this.broken.add('oversold');
    if ((row.seatsTaken ?? 0) !== used) this.broken.add('taken is not the sum of the reservations');
    if ((row.seatsHeld ?? 0) !== held) this.broken.add('held is not the sum of the holds');
    const waiting = reservations.filter(({ state }) => state === 'waitlisted').map(({ id }) => id);
    if (waiting.toSorted().join() !== waitlist.toSorted().join())
      this.broken.add('the line is not who waits');
    const twice = (list: readonly string[]): boolean => new Set(list).size < list.length;
    if (twice(reservations.map(({ id }) => id))) this.broken.add('a reservation is there twice');
    if (twice(seatAnswers.map(({ key }) => key))) this.broken.add('a key took effect twice');
  }

  #compare({ _id, version, seatsRev = 0, reservations, capacityMax }: Row): void {
    const id = _id.toHexString();
    const last = this.#last.get(id);
    const seating = JSON.stringify([reservations, capacityMax]);
    this.#last.set(id, { version, rev: seatsRev, seating });
    if (!last) return;
    if (version < last.version || seatsRev < last.rev) this.broken.add('a version went back');
    if (seating !== last.seating && version === last.version)
      this.broken.add('something changed without a new version');
  }
}

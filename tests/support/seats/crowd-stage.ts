import { Rng } from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { expect } from 'vitest';
import { generate, makeCity, makeSlot, makeStack, makeWeek } from '../agenda.ts';
import { LiveClient } from '../live-client.ts';
import { Person } from '../person.ts';
import type { ClockedStore } from './clocked-store.ts';
import { Crowd } from './crowd.ts';
import { StoreChecker } from './store-checker.ts';

export interface CrowdStageOptions {
  nodes: readonly string[];
  /** Where the checker reads, and whose clock is moved. */
  store: ClockedStore;
  sessions?: number;
}

/** Sessions of a city, people who book them, pages that watch, and somebody who reads the store all the while. */
export class CrowdStage {
  readonly rng = new Rng(Math.floor(Math.random() * 2 ** 31));
  readonly guide: Person;
  readonly ids: readonly string[];
  readonly crowd: Crowd;
  readonly checker: StoreChecker;
  readonly #pages: { node: string; page: LiveClient }[] = [];

  private constructor(
    guide: Person,
    ids: readonly string[],
    crowd: (rng: Rng) => Crowd,
    checker: StoreChecker,
  ) {
    this.guide = guide;
    this.ids = ids;
    this.crowd = crowd(this.rng);
    this.checker = checker;
  }

  static async open({ nodes, store, sessions = 5 }: CrowdStageOptions): Promise<CrowdStage> {
    const [first = ''] = nodes;
    const guide = new Person(first, 'Guide');
    await guide.signUp('guide@example.org');
    const people = await Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        const person = new Person(first, `Person ${i}`);
        await person.signUp(`person.${i}@example.org`);
        return person.bearer;
      }),
    );
    await makeCity(guide, { slug: 'crowded' });
    const stack = await makeStack(guide, { capacityMin: 2, capacityMax: 24 });
    const week = await makeWeek(guide, 'crowded');
    await makeSlot(guide, week.id, stack.id);
    const { created } = await generate(guide, week.id, { from: '2031-06-02', to: '2031-12-01' });
    const ids = created.slice(0, sessions).map(({ id }) => id);
    const options = { nodes, ids, people, guide: guide.bearer, passes: store.passes };
    await store.passes?.(0);
    const checker = await StoreChecker.start(store.url, ids);
    const stage = new CrowdStage(guide, ids, (rng) => new Crowd({ ...options, rng }), checker);
    for (const node of nodes) await stage.#opensPages(node);
    return stage;
  }

  /** One of who runs the sessions, two of people who are not even signed in. */
  async #opensPages(node: string): Promise<void> {
    const guide = new Person(node, 'Guide');
    await guide.signIn(this.guide.email);
    for (const who of [guide, new Person(node, 'stranger'), new Person(node, 'stranger')]) {
      const page = await new LiveClient(who).connected();
      await page.watch({ instances: [...this.ids] });
      this.#pages.push({ node, page });
    }
  }

  /** Everything that was broken; the seed stands before it. */
  get broken(): string[] {
    return [...this.checker.broken, ...this.crowd.ledger.broken].map(
      (rule) => `seed ${this.rng.seed}: ${rule}`,
    );
  }

  /** When all have their answers: what is stored, told and pushed must be the same, on the nodes that live. */
  async settle(nodes: readonly string[]): Promise<void> {
    const stored = await this.checker.stop();
    if (!isSame(stored, this.crowd.ledger.bookedIds))
      this.checker.broken.add('what is stored is not what people were told they have');
    const guide = new Person(nodes[0] ?? '', 'Guide');
    await guide.signIn(this.guide.email);
    for (const id of this.ids) {
      // Whoever missed a push hears the next: a page is only as right as its last state.
      await guide.patch(`/api/instances/${id}`, { comments: `Seen ${this.rng.seed}` });
      const counts = (await guide.get(`/api/instances/${id}/seats`)).body as SeatCountsView;
      for (const { page } of this.#pages.filter(({ node }) => nodes.includes(node))) {
        const last = await page.heard(
          ({ event, body }) => event === 'seats' && body.instanceId === id && body.version === counts.version,
          `version ${counts.version}, seed ${this.rng.seed}`,
        );
        expect(last.body, `seed ${this.rng.seed}`).toEqual(counts);
      }
    }
    for (const { page } of this.#pages) this.#judgePushes(page);
  }

  #judgePushes(page: LiveClient): void {
    for (const { event, body } of page.pushes) {
      if (event !== 'seats') continue;
      if (body.taken + body.held > (body.capacityMax ?? Infinity))
        this.checker.broken.add('a page was shown more seats than there are');
    }
  }

  async close(): Promise<void> {
    for (const { page } of this.#pages) page.close();
    await this.checker.close();
  }

  /** Versions of an instance as each page of a node heard them, in order. */
  versionsHeard(node: string, id: string): number[][] {
    return this.#pages
      .filter((one) => one.node === node)
      .map(({ page }) =>
        page.pushes.flatMap(({ event, body }) =>
          event === 'seats' && body.instanceId === id ? [body.version] : [],
        ),
      );
  }
}

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && one.isSubsetOf(other);

import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MemoryBusHub } from '../../../server/src/collab/index.ts';
import type { MemoryBus } from '../../../server/src/collab/bus.ts';
import type { CollabStore } from '../../../server/src/collab/index.ts';
import { docName } from '../../../shared/src/collab/index.ts';
import type { Rng } from '../../../shared/src/core/rng.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openStage } from '../../support/collab-server.ts';
import type { Stage } from '../../support/collab-server.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import type { Fault } from '../../support/faulty-store.ts';

interface Node {
  bus: MemoryBus;
  stage: Stage;
}

interface Person {
  name: string;
  doc: Y.Doc;
  client: CollabClient | null;
  /** Own keys not yet known durable, with the clock that makes them so. */
  hoped: { key: string; clock: number }[];
}

const DOC = docName('tune-log', 'fuzz');
const LIMITS = {
  retryMs: 1,
  retryMaxMs: 10,
  idleMs: 2,
  shutdownMs: 30,
  compactAfterRows: 12,
  leaseMs: 100,
  framesPerSecond: 1e6,
  frameBurst: 1e6,
  syncsPerSecond: 1e3,
  syncBurst: 1e3,
  projectionPauseMs: 0,
};

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Several people, two nodes, one store, and everything that can go wrong between them, by the seed. */
export class FuzzWorld {
  readonly rng: Rng;
  readonly store: FaultyStore;
  readonly people: Person[];
  readonly counts = { edits: 0, drops: 0, restarts: 0, faults: 0, cuts: 0 };
  /** Keys somebody was told are durable. */
  readonly promised = new Set<string>();
  projection: unknown = undefined;
  readonly #hub = new MemoryBusHub();
  readonly #nodes: Node[] = [];
  #faultChance = 0;

  constructor(rng: Rng, inner: CollabStore) {
    this.rng = rng;
    this.store = new FaultyStore(inner);
    this.store.faultOf = () => this.#fault();
    this.people = ['ada', 'ben', 'cat', 'dan'].map((name) => ({
      name,
      doc: new Y.Doc(),
      client: null,
      hoped: [],
    }));
  }

  #fault(): Fault {
    if (!this.rng.chance(this.#faultChance)) return 'none';
    this.counts.faults++;
    return this.rng.chance(0.5) ? 'before' : 'after';
  }

  async open(): Promise<void> {
    for (let i = 0; i < 2; i++) this.#nodes.push(await this.#openNode());
    for (const person of this.people) this.#connect(person);
  }

  async #openNode(): Promise<Node> {
    const bus = this.#hub.node();
    const stage = await openStage({
      store: this.store,
      bus,
      limits: LIMITS,
      kind: {
        seed: (doc) => void doc.getArray('seed').push(['once']),
        project: async (_id, doc) => {
          await breathe();
          this.projection = contentOf(doc);
        },
      },
    });
    return { bus, stage };
  }

  #connect(person: Person): void {
    const { stage } = this.rng.pick(this.#nodes);
    const client = new CollabClient(stage.url, 'fuzz', { as: person.name, doc: person.doc });
    person.client = client;
    client.ws.on('message', () => this.#noteSaved(person, client));
  }

  #noteSaved(person: Person, client: CollabClient): void {
    if (!client.durable) return;
    const durable = Y.decodeStateVector(client.durable.stateVector).get(person.doc.clientID) ?? 0;
    person.hoped = person.hoped.filter(({ key, clock }) => {
      if (clock <= durable) this.promised.add(key);
      return clock > durable;
    });
  }

  /** One random thing happens. */
  async step(): Promise<void> {
    const { rng } = this;
    const person = rng.pick(this.people);
    const dice = rng.next();
    if (dice < 0.65) this.#edit(person);
    else if (dice < 0.75) {
      if (person.client && !person.client.closed) {
        this.counts.drops++;
        person.client.drop();
      }
    } else if (dice < 0.88) {
      if (!person.client || person.client.closed) this.#connect(person);
    } else if (dice < 0.93) this.#faultChance = rng.pick([0, 0, 0.3, 0.8]);
    else if (dice < 0.97) this.#cutOrMend(rng.pick(this.#nodes));
    else await this.#restart(rng.int(this.#nodes.length));
    for (let i = rng.int(4); i > 0; i--) await breathe();
  }

  #edit(person: Person): void {
    const { rng } = this;
    const { doc } = person;
    this.counts.edits++;
    const text = doc.getText('notes');
    const kind = rng.int(4);
    if (kind === 0) {
      const key = `${person.name}-${this.counts.edits}`;
      doc.getMap('kept').set(key, rng.int(100));
      person.hoped.push({ key, clock: Y.getState(doc.store, doc.clientID) });
    } else if (kind === 1) doc.getMap('shared').set(rng.pick(['a', 'b', 'c']), rng.int(1000));
    else if (kind === 2) doc.getMap('shared').delete(rng.pick(['a', 'b', 'c']));
    else if (text.length > 20) text.delete(rng.int(10), 5);
    else text.insert(rng.int(text.length + 1), rng.pick(['reel ', 'jig ', 'polka ']));
  }

  #cutOrMend({ bus }: Node): void {
    this.counts.cuts++;
    if (bus.connected) bus.disconnect();
    else bus.reconnect();
  }

  async #restart(index: number): Promise<void> {
    this.counts.restarts++;
    const [old] = this.#nodes.splice(index, 1);
    this.#nodes.push(await this.#openNode());
    // Not stopped before the new one runs: two lives of a node may overlap.
    await old?.stage.stop();
  }

  /** As a provider does: a server that still loads with a bad store sends one away, once or twice. */
  async #comeBack(person: Person): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      if (person.client?.ws.readyState === WebSocket.CLOSING) await person.client.whenClosed();
      if (!person.client || person.client.closed) this.#connect(person);
      const { client } = person;
      await client?.until((it) => it.synced || it.closed !== null, 'a sync or a close');
      if (client && !client.closed) return;
    }
    throw new Error(`${person.name} never got back in`);
  }

  /** Everything is mended, everybody comes back, and all is stored. */
  async settle(): Promise<void> {
    this.#faultChance = 0;
    for (const { bus } of this.#nodes) if (!bus.connected) bus.reconnect();
    // A mark from each, seen by all: whatever was sent before has arrived.
    for (const { name, doc } of this.people) doc.getMap('marks').set(name, true);
    await this.#allSee((marks) => this.people.every(({ name }) => marks.has(name)));
    await this.#nodes[0]?.stage.collab.edit(DOC, null, (doc) => doc.getMap('marks').set('server', true));
    await this.#allSee((marks) => marks.has('server'));
  }

  /** Who is still being closed, by its own drop or the last restart, comes back, as a provider does. */
  async #allSee(check: (marks: Y.Map<unknown>) => boolean): Promise<void> {
    for (let rounds = 0; rounds < 10; rounds++) {
      await Promise.all(this.people.map((person) => this.#comeBack(person)));
      const clients = this.people.map(({ client }) => client).filter((client) => client !== null);
      const oneIsClosed = Promise.race(
        clients.map(({ ws }) => new Promise((resolve) => ws.once('close', resolve))),
      );
      const allSeen = Promise.all(
        clients.map((client) =>
          client.until((it) => it.allSaved && check(it.doc.getMap('marks')), 'all seen and saved'),
        ),
      ).then(() => 'all seen');
      allSeen.catch(() => undefined);
      if ((await Promise.race([oneIsClosed, allSeen])) === 'all seen') return;
    }
    throw new Error('the room never came to rest');
  }

  async stored(): Promise<unknown> {
    const { snapshot, rows } = await this.store.inner.load(DOC);
    const doc = new Y.Doc();
    if (snapshot) Y.applyUpdate(doc, snapshot);
    for (const update of rows.flatMap(({ updates }) => updates)) Y.applyUpdate(doc, update);
    return contentOf(doc);
  }

  contents(): unknown[] {
    return this.people.map(({ doc }) => contentOf(doc));
  }

  async close(): Promise<void> {
    for (const { client } of this.people) client?.drop();
    await Promise.all(this.#nodes.map(({ stage }) => stage.stop()));
  }
}

export const contentOf = (doc: Y.Doc) => ({
  kept: doc.getMap('kept').toJSON(),
  shared: doc.getMap('shared').toJSON(),
  marks: doc.getMap('marks').toJSON(),
  notes: doc.getText('notes').toJSON(),
  seed: doc.getArray('seed').toJSON(),
});

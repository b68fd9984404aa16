/** One call as its client makes it, however often. */
export interface Call {
  what: 'book' | 'confirm' | 'cancel' | 'check-in' | 'no-show' | 'resize' | 'move' | 'capacity';
  key: string;
  method: 'POST' | 'PATCH';
  path: string;
  /** Where the reservation is when it is done. */
  instanceId: string;
  body: object;
  bearer: string;
}

export interface HeardAnswer {
  /** Null when it was refused. */
  id: string | null;
  /** What was said: `done`, or the code of the refusal. */
  said: string;
}

/** Not an answer yet: the client is to ask again. */
const LATER = new Set(['request-in-progress', 'unavailable', 'internal']);
/** Longer than it takes to be sure that a call has died with its server. */
const PATIENCE_MS = 150_000;

/** What every call was answered, and whether a repeat ever heard something else. */
export class Ledger {
  readonly calls: Call[] = [];
  readonly broken = new Set<string>();
  /** How often each kind of call was answered how; repeats apart. */
  readonly seen = new Map<string, number>();
  /** Calls that died with their node and were made again elsewhere. */
  lost = 0;
  readonly #nodes: readonly string[];
  readonly #dead = new Set<string>();
  readonly #heard = new Map<string, HeardAnswer>();

  constructor(nodes: readonly string[]) {
    this.#nodes = nodes;
  }

  /** Ids of all reservations that somebody was told they have. */
  get bookedIds(): Set<string> {
    const booked = this.calls
      .filter(({ what }) => what === 'book')
      .map(({ key }) => this.#heard.get(key)?.id);
    return new Set(booked.filter((id) => typeof id === 'string'));
  }

  /** Repeats the call until it is answered, elsewhere when its node is gone. */
  async deliver(call: Call, node: string): Promise<HeardAnswer> {
    const since = performance.now();
    for (;;) {
      const origin = this.#dead.has(node) ? this.#another() : node;
      const heard = await send(call, origin).catch(() => null);
      if (heard && !LATER.has(heard.said)) {
        this.#note(call, heard);
        return heard;
      }
      if (performance.now() - since > PATIENCE_MS) throw new Error(`${call.what} was never answered`);
      if (heard === null) {
        this.lost++;
        this.#dead.add(origin);
      } else if (heard.said === 'internal') this.broken.add(`${call.what} failed on the server's side`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #another(): string {
    const alive = this.#nodes.find((node) => !this.#dead.has(node));
    if (alive === undefined) throw new Error('no node is left');
    return alive;
  }

  #note(call: Call, heard: HeardAnswer): void {
    const first = this.#heard.get(call.key);
    const what = `${first ? 'again ' : ''}${call.what} ${heard.said}`;
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
    if (!first) {
      this.calls.push(call);
      this.#heard.set(call.key, heard);
      return;
    }
    // A change of capacity has no key of its own, and who may do it is asked anew each time.
    if (call.what === 'capacity' || heard.said === 'not-allowed' || first.said === 'not-allowed') return;
    if (first.said !== heard.said || first.id !== heard.id)
      this.broken.add(`a repeated ${call.what} heard ${heard.said}, not ${first.said}`);
  }
}

async function send({ method, path, key, bearer, body }: Call, origin: string): Promise<HeardAnswer> {
  const response = await fetch(origin + path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { id: string; code: string };
  return response.ok ? { id: answer.id, said: 'done' } : { id: null, said: answer.code };
}

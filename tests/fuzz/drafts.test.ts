import { ManualClock, Rng } from '@ensemble/shared';
import type { DraftView, SessionOutline } from '@ensemble/shared/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { draftOf, makeDraft, ok } from '../support/drafts.ts';
import type { Person } from '../support/person.ts';

/**
 * Random lives of a draft: edits, time that passes, saves, steps back, versions kept, accepted and brought back. A
 * model says what each step must lead to; every step is by the API.
 */

const SEED = Number(process.env['FUZZ_SEED'] ?? 20260504);
const STEPS = 50;

const clock = new ManualClock(Date.parse('2026-05-04T08:00:00Z'));
let app: TestApp;
let ada: Person;

beforeAll(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

interface Content {
  title: string;
  prompt: string;
  outline: SessionOutline;
}
interface Kept {
  content: Content;
  parent: Kept | null;
}

const contentOf = ({ metadata, aiPrompt, outline }: DraftView): Content => ({
  title: metadata.title,
  prompt: aiPrompt,
  outline,
});
const same = (a: Content, b: Content): boolean => JSON.stringify(a) === JSON.stringify(b);

class Life {
  readonly #rng: Rng;
  readonly #id: string;
  #now: Content;
  #saved: Kept;
  readonly #versions: { id: string; content: Content }[] = [];
  dirtySinceMs: number | null = null;
  /** How often each step was really taken. */
  readonly taken = new Map<string, number>();

  constructor(rng: Rng, draft: DraftView) {
    this.#rng = rng;
    this.#id = draft.id;
    this.#now = contentOf(draft);
    this.#saved = { content: this.#now, parent: null };
  }

  async step(): Promise<void> {
    const steps = {
      edit: () => this.#edit(),
      edit2: () => this.#edit(),
      wait: () => this.#wait(),
      save: () => this.#save(),
      undo: () => this.#undo(),
      keep: () => this.#keep(),
      restore: () => this.#bringBack('restore'),
      accept: () => this.#bringBack('accept'),
    };
    const name = this.#rng.pick(Object.keys(steps) as (keyof typeof steps)[]);
    await steps[name]();
    this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
    const draft = await draftOf(ada, this.#id);
    expect(contentOf(draft), name).toEqual(this.#now);
    expect(draft.isDirty, name).toBe(!same(this.#now, this.#saved.content));
    expect(draft.mix.ai + draft.mix.rag + draft.mix.user).toBe(100);
  }

  #path(rest: string): string {
    return `/api/drafts/${this.#id}${rest}`;
  }

  async #edit(): Promise<void> {
    const { sections } = this.#now.outline;
    const word = `word-${this.#rng.int(1000)}`;
    const section = sections.length > 0 ? this.#rng.pick(sections) : null;
    const what = this.#rng.int(5);
    if (what === 0) ok(await ada.patch(this.#path(''), { metadata: { title: word }, aiPrompt: word }));
    else if (what === 1 || section === null) {
      const place = section === null ? {} : this.#rng.pick([{ after: section.id }, { after: null }, {}]);
      const descriptionHtml = `<p>${word} <em>and</em> more</p>`;
      ok(await ada.post(this.#path('/sections'), { title: word, descriptionHtml, ...place }), 201);
    } else if (what === 2) await ada.delete(this.#path(`/sections/${section.id}`));
    else {
      const place = this.#rng.pick([{ after: null }, {}]);
      ok(await ada.patch(this.#path(`/sections/${section.id}`), { title: word, ...place }));
    }
    this.#becomes(contentOf(await draftOf(ada, this.#id)));
  }

  #becomes(content: Content): void {
    this.#now = content;
    if (same(content, this.#saved.content)) this.dirtySinceMs = null;
    else this.dirtySinceMs ??= clock.now();
  }

  async #wait(): Promise<void> {
    clock.advance(10_500);
    await app.settleSchedule();
    if (this.dirtySinceMs !== null) this.#keepState();
  }

  #keepState(): void {
    if (!same(this.#now, this.#saved.content)) this.#saved = { content: this.#now, parent: this.#saved };
    this.dirtySinceMs = null;
  }

  async #save(): Promise<void> {
    ok(await ada.post(this.#path('/save')));
    this.#keepState();
  }

  async #undo(): Promise<void> {
    const target = same(this.#now, this.#saved.content) ? this.#saved.parent : this.#saved;
    const answer = await ada.post(this.#path('/undo-autosave'));
    expect(answer.status).toBe(target === null ? 409 : 200);
    if (target === null) return;
    this.#saved = target;
    this.#becomes(target.content);
  }

  async #keep(): Promise<void> {
    const { id } = ok<{ id: string }>(await ada.post(this.#path('/versions'), { label: 'Kept' }), 201);
    this.#versions.push({ id, content: this.#now });
  }

  /** What is there before is saved first, so that one can go back. */
  async #bringBack(how: 'restore' | 'accept'): Promise<void> {
    if (this.#versions.length === 0) return;
    const { id, content } = this.#rng.pick(this.#versions);
    ok(await ada.post(this.#path(`/versions/${id}/${how}`)));
    this.#keepState();
    const { title } = how === 'restore' ? content : this.#now;
    this.#becomes({ ...this.#now, title, outline: content.outline });
    const unchanged = ok<{ outline: SessionOutline }>(await ada.get(this.#path(`/versions/${id}`)));
    expect(unchanged.outline).toEqual(content.outline);
  }
}

test(`a draft is always what its history says (seed ${SEED})`, async () => {
  const rng = new Rng(SEED);
  const draft = await makeDraft(ada);
  const life = new Life(rng, await draftOf(ada, draft.id));
  for (let i = 0; i < STEPS; i++) await life.step();
  expect(life.taken.size).toBe(8);
}, 60_000);

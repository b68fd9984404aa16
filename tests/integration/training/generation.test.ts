import { ObjectId } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OutlineVersionView, SessionOutline, VariantView } from '@ensemble/shared/training';
import { type TestApp, startApp } from '../../support/app.ts';
import { outlineAnswer, personaIn } from '../../support/llm-outlines.ts';
import { type Asked, failing, fenced, LlmStub, truncated, wellBehaved } from '../../support/llm-stub.ts';
import type { Person } from '../../support/person.ts';
import { generate, makeDraft, SETUP, Watcher } from '../../support/variants.ts';

/** Variants by a language model: a real app that asks a real endpoint, which is also made to misbehave. */

const TIMEOUT_MS = 2000;
const PERSONAS = ['precision', 'insight', 'ignite', 'connect'];

let stub: LlmStub;
let app: TestApp;
let admin: Person;
let anna: Person;

beforeAll(async () => {
  stub = await LlmStub.start();
  app = await startApp({
    settings: stub.settings({
      LLM_TIMEOUT_MS: String(TIMEOUT_MS),
      EMBEDDINGS_MODEL: 'stub-embeddings',
      LOG_LEVEL: 'fatal',
    }),
  });
  admin = await app.signUp('Ada');
  anna = await app.signUp('Anna');
});
beforeEach(() => stub.reset());
afterAll(async () => {
  await app.close();
  await stub.close();
});

const personasOf = (variants: readonly VariantView[]): string[] => variants.map(({ persona }) => persona);
const minutesOf = ({ sections }: SessionOutline): number =>
  sections.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);
const answerTo = (asked: Asked) => JSON.stringify(outlineAnswer(asked.text));
/** The model waits with this persona's outline, or with all, until the answer is called. */
function gated(persona: string | null = null): () => void {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  stub.script = async (asked) => {
    if (persona === null || personaIn(asked.text) === persona) await gate;
    return wellBehaved(asked);
  };
  return () => open();
}
const draftOf = async (person: Person, id: string) => (await person.get(`/api/drafts/${id}`)).body;

describe('what is made', () => {
  test('one outline for each persona, by the model, in the time that is planned', async () => {
    const draft = await makeDraft(anna);
    const { state, made, steps, passagesFound } = await generate(anna, draft);
    expect(state).toBe('ready');
    expect(personasOf(made)).toEqual(PERSONAS);
    expect(steps.map((step) => step.state)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(passagesFound).toBe(0);
    for (const variant of made) {
      expect(variant).toMatchObject({ maker: 'model', model: 'stub-model', note: null, totalMinutes: 120 });
      expect(minutesOf(variant.outline)).toBe(120);
      expect(variant.mix.ai + variant.mix.rag + variant.mix.user).toBe(100);
      const kinds = variant.outline.sections.map(({ kind }) => kind);
      expect([kinds[0], kinds.at(-1)]).toEqual(['opening', 'closing']);
    }
    const titles = made.map(({ outline }) => outline.sections.map(({ title }) => title).join());
    expect(new Set(titles).size).toBe(4);
    const ids = made.flatMap(({ outline }) => outline.sections.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect((await draftOf(anna, draft)).outline.sections).toEqual([]);
  });

  test('whoever watches sees it come: persona by persona, never going back', async () => {
    const draft = await makeDraft(anna);
    const gate = gated('connect');
    const watcher = await Watcher.of(anna, draft);
    const { jobId } = (await anna.post(`/api/drafts/${draft}/variants`)).body;
    const almost = await watcher.heard(jobId, ({ stage }) => stage === 'Making outlines: 3 of 4 done');
    expect(almost).toMatchObject({ draftId: draft, state: 'pending' });
    expect(almost.steps.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'making']);
    expect((await anna.get(`/api/drafts/${draft}/variants`)).body.items).toHaveLength(3);
    gate();
    expect(await watcher.over(jobId)).toMatchObject({ state: 'ready', progress: 1, stage: 'Ready' });
    watcher.close();
    const versions = watcher.told.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    const progress = watcher.told.map((one) => one.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  test('the persona’s instruction and the draft’s own prompt are asked with their placeholders filled in', async () => {
    const draft = await makeDraft(anna, {}, 'Use the fishbowl for {{audience}}. Keep {{nonsense}} as it is.');
    await generate(anna, draft);
    expect(stub.asked).toHaveLength(4);
    expect(stub.asked.map(({ text }) => personaIn(text)).sort()).toEqual([...PERSONAS].sort());
    for (const { text } of stub.asked) {
      expect(text).toContain('Difficult conversations');
      expect(text).toContain('Use the fishbowl for Team leads. Keep {{nonsense}} as it is.');
      expect(text).not.toContain('{{title}}');
    }
  });

  test('it is asked in a form that strict servers take: plain, and every field required', async () => {
    await generate(anna, await makeDraft(anna));
    const objects = JSON.stringify(stub.asked[0]?.schema);
    expect(objects).not.toMatch(/"(?:default|anyOf|oneOf|pattern|minLength|maxLength|format)":/);
    const { items } = (stub.asked[0]?.schema as { properties: { sections: { items: object } } }).properties
      .sections;
    const { properties, required, additionalProperties } = items as Record<string, object>;
    expect(required).toEqual(Object.keys(properties ?? {}));
    expect(additionalProperties).toBe(false);
  });

  test('what a model writes is cleaned before anybody sees it', async () => {
    stub.script = (asked) => {
      const answer = outlineAnswer(asked.text);
      for (const section of answer.sections) {
        section.title += '<img src=x onerror=alert(1)>';
        section.description =
          '<p onclick="alert(1)">Talk.</p><script>alert(1)</script><a href="javascript:x">x</a>';
      }
      return { say: JSON.stringify(answer) };
    };
    const { made } = await generate(anna, await makeDraft(anna));
    expect(made).toHaveLength(4);
    expect(JSON.stringify(made)).not.toMatch(/onerror|onclick|<script|javascript:|<img/);
  });

  test('a setup that lacks what outlines are made from is refused, field by field, and nobody is asked', async () => {
    const draft = await makeDraft(anna, { title: '', desiredOutcome: ' ' });
    const refused = await anna.post(`/api/drafts/${draft}/variants`);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'metadata.title',
      'metadata.desiredOutcome',
    ]);
    expect((await anna.get(`/api/drafts/${draft}/variants`)).body).toMatchObject({
      state: 'idle',
      items: [],
    });
    expect(stub.asked).toHaveLength(0);
  });

  test.each([{ ragWeight: 0.5 }, { ragWeight: '0' }, { tweaks: ['louder'] }, { extra: 1 }])(
    'a request of %o is refused',
    async (request) => {
      const refused = await anna.post(`/api/drafts/${await makeDraft(anna)}/variants`, request);
      expect(refused.status).toBe(422);
      expect(refused.body.errors).toHaveLength(1);
    },
  );
});

describe('sources', () => {
  let berta: Person;
  beforeAll(async () => {
    berta = await app.signUp('Berta');
    for (const [title, text] of [
      [
        'Listening handbook',
        '# Active listening\n\nActive listening means giving back what was heard before giving an answer. In pairs, one speaks for three minutes and the other only asks.',
      ],
      [
        'Feedback guide',
        '# Giving feedback\n\nGiving feedback begins with what was seen, goes on with what it did, and ends with a wish. Difficult conversations need an opening sentence.',
      ],
    ]) {
      const { status } = await berta.post('/api/knowledge', { title, text, format: 'markdown' });
      expect(status).toBe(201);
    }
  });
  const queries = (): string[][] => stub.embedded.filter(([text]) => text?.includes(SETUP.desiredOutcome));

  test('are looked up once and shared by all; every badge opens the exact passage', async () => {
    const draft = await makeDraft(berta);
    const { made, passagesFound } = await generate(berta, draft, { ragWeight: 0.7 });
    expect(passagesFound).toBeGreaterThan(0);
    expect(queries()).toHaveLength(1);
    const given = stub.asked.map(({ text }) => [...text.matchAll(/<source id[^]*?<\/source>/g)].join());
    expect(new Set(given).size).toBe(1);
    for (const { sources, outline, ragWeight } of made) {
      expect(ragWeight).toBe(0.7);
      const cited = outline.sections.flatMap((section) => section.sources);
      expect(cited).toHaveLength(1);
      expect(sources.map(({ id }) => id)).toEqual(cited.map(({ id }) => id));
      const opened = await berta.get(`/api/drafts/${draft}/passages/${cited[0]?.id}`);
      expect(opened.status).toBe(200);
      expect(opened.body).toEqual(sources[0]);
      expect(given[0]).toContain(opened.body.text);
    }
    expect(made[0]?.outline.sections.map(({ origin }) => origin)).toEqual(['ai', 'rag', 'ai', 'ai', 'ai']);
  });

  test('unknown ones are refused, and so is looking through another draft', async () => {
    const draft = await makeDraft(berta);
    const { made } = await generate(berta, draft, { ragWeight: 0.35 });
    const id = made[0]?.sources[0]?.id;
    const other = await makeDraft(berta, { title: 'Another' });
    for (const path of [`${draft}/passages/${'0'.repeat(24)}`, `${other}/passages/${id}`]) {
      expect((await berta.get(`/api/drafts/${path}`)).status).toBe(404);
    }
    expect((await anna.get(`/api/drafts/${draft}/passages/${id}`)).status).toBe(404);
  });

  test('weight 0 looks nothing up and cites nothing', async () => {
    const { made, passagesFound } = await generate(berta, await makeDraft(berta), { ragWeight: 0 });
    expect(passagesFound).toBe(0);
    expect(queries()).toHaveLength(0);
    expect(stub.asked.every(({ text }) => text.includes('There are no sources'))).toBe(true);
    expect(made.flatMap(({ sources }) => sources)).toEqual([]);
  });

  test('without a weight the rules decide: nothing to read is 0, a training with topics is 0.7', async () => {
    expect((await generate(anna, await makeDraft(anna))).made[0]?.ragWeight).toBe(0);
    expect((await generate(berta, await makeDraft(berta))).made[0]?.ragWeight).toBe(0.7);
    const fewer = await generate(berta, await makeDraft(berta), {
      tweaks: ['fewer-sources', 'shorter-sections'],
    });
    expect(fewer.made[0]?.ragWeight).toBe(0.35);
    expect(stub.asked.at(-1)?.text).toContain('Shorter sections');
  });

  test('a model that cites what it was not given is told once, then refused', async () => {
    stub.script = (asked) => {
      const answer = outlineAnswer(asked.text);
      if (personaIn(asked.text) === 'insight') answer.sections[0]?.sources.push('S99');
      return { say: JSON.stringify(answer) };
    };
    const { made, steps, stage } = await generate(berta, await makeDraft(berta), { ragWeight: 0.35 });
    expect(personasOf(made)).toEqual(['precision', 'ignite', 'connect']);
    expect(steps[1]).toMatchObject({ persona: 'insight', state: 'failed' });
    expect(steps[1]?.reason).toContain('cited sources that it was not given');
    expect(stage).toBe('Ready; 1 of 4 could not be made');
    expect(stub.asked).toHaveLength(5);
    expect(stub.asked.filter(({ text }) => text.includes('"S99" unknown'))).toHaveLength(1);
  });

  test('where none were given none can be cited', async () => {
    stub.script = (asked) => {
      const answer = outlineAnswer(asked.text);
      answer.sections[0]?.sources.push('S1');
      return { say: JSON.stringify(answer) };
    };
    const { made } = await generate(berta, await makeDraft(berta), { ragWeight: 0 });
    expect(personasOf(made)).toEqual(PERSONAS);
    expect(made.flatMap(({ outline }) => outline.sections.flatMap(({ sources }) => sources))).toEqual([]);
  });
});

describe('when it fails', () => {
  test('one failed variant keeps three', async () => {
    stub.script = (asked) => (personaIn(asked.text) === 'ignite' ? failing(500) : wellBehaved(asked));
    const { made, steps, state } = await generate(anna, await makeDraft(anna));
    expect(state).toBe('ready');
    expect(personasOf(made)).toEqual(['precision', 'insight', 'connect']);
    expect(steps.find(({ persona }) => persona === 'ignite')).toEqual({
      persona: 'ignite',
      state: 'failed',
      reason: 'The language model could not be reached or failed.',
    });
  });

  test('fenced is read; truncated, lying about its end, and malformed are not', async () => {
    stub.script = (asked) => {
      const json = answerTo(asked);
      switch (personaIn(asked.text)) {
        case 'precision':
          return fenced(json);
        case 'insight':
          return truncated(json, 'length');
        case 'ignite':
          return truncated(json, 'stop');
        default:
          return { say: json.replaceAll('"title"', '"heading"') };
      }
    };
    const { made, steps } = await generate(anna, await makeDraft(anna));
    expect(personasOf(made)).toEqual(['precision']);
    expect(steps.map(({ state }) => state)).toEqual(['ready', 'failed', 'failed', 'failed']);
    expect(steps[1]?.reason).toContain('cut off');
    expect(steps[2]?.reason).toContain('cut off');
  });

  test('when all fail there is one plain outline, labelled; every input is kept, no word of the endpoint told', async () => {
    stub.script = () => ({ status: 401, body: { error: { message: `wrong key ${LlmStub.key}` } } });
    const draft = await makeDraft(anna, {}, 'Mind the breaks.');
    const before = await draftOf(anna, draft);
    const { made, state, told, steps } = await generate(anna, draft);
    expect(state).toBe('ready');
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ maker: 'fallback', model: null, label: 'Plain outline', sources: [] });
    expect(made[0]?.note).toContain('The language model refused the request');
    expect(JSON.stringify([made, told, steps])).not.toMatch(/wrong key|sk-stub/);
    expect(minutesOf(made[0]?.outline ?? { sections: [] })).toBe(120);
    expect(JSON.stringify(made[0]?.outline)).toContain('Active listening');
    const after = await draftOf(anna, draft);
    expect([after.metadata, after.aiPrompt, after.outline]).toEqual([
      before.metadata,
      before.aiPrompt,
      before.outline,
    ]);

    stub.script = wellBehaved;
    const again = await generate(anna, draft);
    expect(personasOf(again.made)).toEqual(PERSONAS);
    expect(again.items).toHaveLength(5);
  });

  test('an endpoint that hangs, at once or in the middle of its answer, does not hang the run', async () => {
    stub.script = (asked) => {
      const persona = personaIn(asked.text);
      if (persona === 'connect') return wellBehaved(asked);
      return { hang: persona === 'precision' ? 'at-once' : 'after-headers' };
    };
    const { made, steps } = await generate(anna, await makeDraft(anna));
    expect(personasOf(made)).toEqual(['connect']);
    const reasons = steps.map(({ reason }) => reason);
    expect(reasons).toEqual([...Array<string>(3).fill('The language model took too long to answer.'), null]);
  });
});

describe('one run at a time', () => {
  test('pressed twice it runs once, and both hear of the same run', async () => {
    const draft = await makeDraft(anna);
    const open = gated();
    const watcher = await Watcher.of(anna, draft);
    const path = `/api/drafts/${draft}/variants`;
    const presses = await Promise.all([1, 2, 3].map(() => anna.post(path, { regenerate: true })));
    await stub.wasAsked(4);
    const late = await anna.post(path, { regenerate: true });
    const ids = new Set([...presses, late].map(({ body }) => body.jobId));
    expect(ids.size).toBe(1);
    expect((await anna.get(path)).body).toMatchObject({ state: 'pending', jobId: late.body.jobId });
    open();
    await watcher.over(late.body.jobId);
    watcher.close();
    expect(stub.asked).toHaveLength(4);
  });

  test('unchanged input is answered by what is there; changed input and "regenerate" make new ones beside it', async () => {
    const draft = await makeDraft(anna);
    const first = await generate(anna, draft);
    const same = await generate(anna, draft);
    expect(same.jobId).toBe(first.jobId);
    expect(stub.asked).toHaveLength(4);
    const again = await generate(anna, draft, { regenerate: true });
    expect(again.items.map(({ id }) => id)).toEqual([...again.made, ...first.made].map(({ id }) => id));
    await anna.patch(`/api/drafts/${draft}`, { metadata: { title: 'Easy conversations' } });
    const changed = await generate(anna, draft);
    expect(changed.items).toHaveLength(12);
    expect(new Set(changed.items.map(({ jobId }) => jobId)).size).toBe(3);
  });

  test('forty that nobody selected are kept, and every one that somebody did', async () => {
    const draft = await makeDraft(anna);
    const first = await generate(anna, draft);
    const chosen = first.made[2]?.id ?? '';
    await anna.post(`/api/drafts/${draft}/variants/${chosen}/select`);
    // As ten more runs would have left them, numbered between the first one and the next.
    const variants = (await app.db()).collection('variants');
    const [row] = await variants.find({ draftId: draft }).toArray();
    const others = Array.from({ length: 40 }, (_, index) => {
      return {
        ...row,
        _id: new ObjectId(),
        jobId: 'old',
        runNumber: 1 + (index + 1) / 100,
        isSelected: false,
      };
    });
    await variants.insertMany(others);
    const last = await generate(anna, draft, { regenerate: true });
    expect(last.items).toHaveLength(41);
    expect(last.items.slice(0, 4)).toEqual(last.made);
    expect(last.items.at(-1)?.id).toBe(chosen);
  });

  test('a run whose process died is carried on by another, and what was made is not made twice', async () => {
    const draft = await makeDraft(anna);
    stub.script = (asked) =>
      personaIn(asked.text) === 'precision' ? wellBehaved(asked) : { hang: 'at-once' };
    const watcher = await Watcher.of(anna, draft);
    const { jobId } = (await anna.post(`/api/drafts/${draft}/variants`)).body;
    await watcher.heard(jobId, ({ steps }) => steps[0]?.state === 'ready');
    // As a process leaves it that was killed: nobody says that it goes on.
    const jobs = (await app.db()).collection<{ _id: string }>('variant_jobs');
    await jobs.updateOne({ _id: draft }, { $set: { 'run.holder': 'gone', 'run.heartbeatAt': new Date(0) } });
    stub.script = wellBehaved;
    await app.settleSchedule();
    await watcher.over(jobId);
    watcher.close();
    const { items } = (await anna.get(`/api/drafts/${draft}/variants`)).body;
    expect(personasOf(items)).toEqual(PERSONAS);
    expect(stub.asked.filter(({ text }) => personaIn(text) === 'precision')).toHaveLength(1);
  });

  test('one that ended process after process is given up, with the plain outline', async () => {
    const draft = await makeDraft(anna);
    stub.script = () => ({ hang: 'at-once' });
    const watcher = await Watcher.of(anna, draft);
    const { jobId } = (await anna.post(`/api/drafts/${draft}/variants`)).body;
    await stub.wasAsked(4);
    const jobs = (await app.db()).collection<{ _id: string }>('variant_jobs');
    const gone = { 'run.holder': 'gone', 'run.heartbeatAt': new Date(0), 'run.attempts': 3 };
    await jobs.updateOne({ _id: draft }, { $set: gone });
    await app.settleSchedule();
    await watcher.over(jobId);
    watcher.close();
    const { items, steps } = (await anna.get(`/api/drafts/${draft}/variants`)).body;
    expect(items.map(({ maker }: VariantView) => maker)).toEqual(['fallback']);
    expect(steps[0].reason).toContain('cut short');
  });
});

describe('selecting', () => {
  test('makes a version of it, accepted and in view, and its outline the draft’s', async () => {
    const draft = await makeDraft(anna, {}, 'Mind the breaks.');
    const { made } = await generate(anna, draft);
    const variant = made[1];
    const selected = await anna.post(`/api/drafts/${draft}/variants/${variant?.id}/select`);
    expect(selected.status).toBe(200);
    const [version] = selected.body.aiVersions as OutlineVersionView[];
    expect(version).toMatchObject({
      kind: 'ai',
      label: 'Insight',
      persona: 'insight',
      maker: 'model',
      number: 1,
    });
    expect(version?.prompt).toContain('Mind the breaks.');
    expect(version?.prompt).toContain('Difficult conversations');
    expect(selected.body).toMatchObject({ acceptedVersionId: version?.id, selectedVersionId: version?.id });
    expect(selected.body.outline).toEqual(variant?.outline);
    expect(selected.body.mix).toEqual({ ai: 100, rag: 0, user: 0 });
    expect((await draftOf(anna, draft)).outline).toEqual(variant?.outline);

    // Pressed again, it is the same version, logged once: which variant, of how many sources, in which category.
    const path = `/api/drafts/${draft}/variants/${variant?.id}/select`;
    await Promise.all([anna.post(path), anna.post(path)]);
    expect((await draftOf(anna, draft)).aiVersions).toHaveLength(1);
    const db = await app.db();
    const logged = await db
      .collection('ai_interactions')
      .find({ draftId: draft, kind: 'selection' })
      .toArray();
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      variantLabel: 'Insight',
      ragWeight: 0,
      category: 'Leadership',
      maker: 'model',
      model: 'stub-model',
      userId: anna.userId,
    });
    const events = await db.collection('training_events').find({ draftId: draft }).toArray();
    const times = (kind: string): number => events.filter((event) => event['kind'] === kind).length;
    expect(times('variant-made')).toBe(4);
    for (const kind of ['generation-started', 'generation-ready', 'variant-selected'])
      expect(times(kind)).toBe(1);

    const other = await makeDraft(anna);
    for (const wrong of [`${draft}/variants/${'0'.repeat(24)}`, `${other}/variants/${variant?.id}`]) {
      expect((await anna.post(`/api/drafts/${wrong}/select`)).status).toBe(404);
    }
  });

  test('another one later is a forward change: the first stays a version', async () => {
    const draft = await makeDraft(anna);
    const { made } = await generate(anna, draft);
    await anna.post(`/api/drafts/${draft}/variants/${made[0]?.id}/select`);
    const second = await anna.post(`/api/drafts/${draft}/variants/${made[3]?.id}/select`);
    expect(second.body.aiVersions).toHaveLength(2);
    expect(second.body.acceptedVersionId).toBe(second.body.aiVersions[1].id);
    expect(second.body.outline).toEqual(made[3]?.outline);
    const back = await anna.post(`/api/drafts/${draft}/variants/${made[0]?.id}/select`);
    expect(back.body.aiVersions).toHaveLength(2);
    expect(back.body.outline).toEqual(made[0]?.outline);
  });
});

describe('who may', () => {
  test('readers see variants but neither make nor select them; strangers see nothing', async () => {
    const draft = await makeDraft(anna);
    const { made } = await generate(anna, draft);
    const { body: invite } = await anna.post(`/api/drafts/${draft}/invites`, { role: 'view' });
    const reader = await app.signUp('Rita');
    expect((await reader.post(`/api/join/${invite.token}`)).status).toBeLessThan(300);
    const paths = [`/api/drafts/${draft}/variants`, `/api/drafts/${draft}/variants/${made[0]?.id}/select`];
    expect((await reader.get(paths[0] ?? '')).body.items).toHaveLength(4);
    const stranger = await app.signUp('Sam');
    for (const path of paths) {
      expect((await reader.post(path)).status).toBe(403);
      expect((await stranger.post(path)).status).toBe(404);
      expect((await app.stranger().post(path)).status).toBe(401);
    }
    expect((await stranger.get(paths[0] ?? '')).status).toBe(404);
  });
});

describe('the personas', () => {
  const list = async () => (await admin.get('/api/variant-configs')).body.items;

  test('are four, readable by everybody who is signed in, changed by hosts alone', async () => {
    const configs = await list();
    expect(personasOf(configs)).toEqual(PERSONAS);
    expect((await anna.get('/api/variant-configs')).body.items).toEqual(configs);
    expect((await app.stranger().get('/api/variant-configs')).status).toBe(401);
    const path = `/api/variant-configs/${configs[0].id}`;
    expect((await anna.patch(path, { label: 'Mine' })).status).toBe(403);
    expect((await anna.post(`${path}/reset`)).status).toBe(403);
  });

  test('an edited one is used by the next run, and can be made what it was', async () => {
    const [first] = await list();
    const path = `/api/variant-configs/${first.id}`;
    const change = { label: 'Exact', instruction: 'Rhyme for {{audience}} on {{date}}.' };
    const changed = await admin.patch(path, change, { 'if-match': String(first.version) });
    expect(changed.body).toMatchObject({ ...change, version: first.version + 1 });
    expect((await admin.patch(path, change, { 'if-match': '0' })).status).toBe(409);
    const { made } = await generate(anna, await makeDraft(anna));
    expect(made[0]).toMatchObject({ persona: 'precision', label: 'Exact' });
    expect(stub.asked.some(({ text }) => text.includes('Rhyme for Team leads on 2026-12-01.'))).toBe(true);
    const reset = await admin.post(`${path}/reset`);
    expect(reset.status).toBe(200);
    expect(reset.body).toMatchObject({ label: 'Precision', instruction: first.instruction });
  });

  test.each([
    [{ instruction: 'For {{audience}} and {{audeince}}' }, 'instruction'],
    [{ instruction: ' ' }, 'instruction'],
    [{ label: '' }, 'label'],
    [{ isActive: 'yes' }, 'isActive'],
  ])('%o is refused at its field', async (change, path) => {
    const [first] = await list();
    const refused = await admin.patch(`/api/variant-configs/${first.id}`, change);
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].path).toBe(path);
  });

  test('those switched off are not made; with none left nothing can be', async () => {
    const configs = await list();
    const turn = (id: string, isActive: boolean) => admin.patch(`/api/variant-configs/${id}`, { isActive });
    await turn(configs[1].id, false);
    const draft = await makeDraft(anna);
    expect(personasOf((await generate(anna, draft)).made)).toEqual(['precision', 'ignite', 'connect']);
    for (const { id } of configs) await turn(id, false);
    expect((await anna.post(`/api/drafts/${draft}/variants`, { regenerate: true })).status).toBe(409);
    for (const { id } of configs) await turn(id, true);
  });
});

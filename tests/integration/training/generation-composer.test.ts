import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionOutline, VariantView } from '@ensemble/shared/training';
import { type TestApp, startApp } from '../../support/app.ts';
import { joinDraft } from '../../support/drafts.ts';
import { generate, makeDraft } from '../../support/variants.ts';

/** Variants without any model and without the network: by the embedded composer, which says so. */

const RUNS_PER_HOUR = 2;

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ settings: { RATE_LIMIT_GENERATIONS_PER_HOUR: String(RUNS_PER_HOUR) } });
  await app.signUp('Ada');
});
afterAll(() => app.close());

const outlines = (variants: readonly VariantView[]): SessionOutline[] =>
  variants.map(({ outline }) => outline);
const minutesOf = ({ sections }: SessionOutline): number =>
  sections.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);

describe('the embedded composer', () => {
  test('makes what a model would: four outlines in the planned time, honestly labelled', async () => {
    const anna = await app.signUp('Anna');
    const { state, made } = await generate(anna, await makeDraft(anna));
    expect(state).toBe('ready');
    expect(made.map(({ persona }) => persona)).toEqual(['precision', 'insight', 'ignite', 'connect']);
    for (const { maker, model, outline, mix, note } of made) {
      expect({ maker, model, note }).toEqual({ maker: 'composer', model: null, note: null });
      expect(minutesOf(outline)).toBe(120);
      expect(mix.ai + mix.rag + mix.user).toBe(100);
    }
  });

  test('makes the same outlines of the same setup, and others when asked again', async () => {
    const [berta, carl] = [await app.signUp('Berta'), await app.signUp('Carl')];
    const draft = await makeDraft(berta);
    const one = outlines((await generate(berta, draft)).made);
    const other = outlines((await generate(carl, await makeDraft(carl))).made);
    expect(other).toEqual(one);
    const again = await generate(berta, draft, { regenerate: true });
    expect(outlines(again.made)).not.toEqual(one);
    expect(again.items).toHaveLength(8);
  });

  test('a chosen one becomes the draft’s outline', async () => {
    const dora = await app.signUp('Dora');
    const draft = await makeDraft(dora);
    const { made } = await generate(dora, draft);
    const { status, body } = await dora.post(`/api/drafts/${draft}/variants/${made[3]?.id}/select`);
    expect(status).toBe(200);
    expect(body.outline).toEqual(made[3]?.outline);
    expect(body.aiVersions[0]).toMatchObject({ kind: 'ai', maker: 'composer', persona: 'connect' });

    const versions = (await app.db()).collection('outline_versions');
    const { _id: _, ...like } = (await versions.findOne({ draftId: draft })) ?? {};
    await versions.insertMany(Array.from({ length: 99 }, (_one, i) => ({ ...like, number: 1000 + i })));
    const tooMany = await dora.post(`/api/drafts/${draft}/variants/${made[0]?.id}/select`);
    expect(tooMany.body).toMatchObject({ status: 409, code: 'conflict' });
    // One that was chosen before still is: it is there already.
    expect((await dora.post(`/api/drafts/${draft}/variants/${made[3]?.id}/select`)).status).toBe(200);
  });

  test('cites what it quotes, and every badge opens', async () => {
    const emil = await app.signUp('Emil');
    const text =
      '# Active listening\n\nActive listening means giving back what was heard before giving an answer. Giving feedback begins with what was seen.';
    await emil.post('/api/knowledge', { title: 'Listening handbook', text, format: 'markdown' });
    const draft = await makeDraft(emil);
    const { made, passagesFound } = await generate(emil, draft, { ragWeight: 0.7 });
    expect(passagesFound).toBeGreaterThan(0);
    const cited = made.flatMap(({ sources }) => sources);
    expect(cited.length).toBeGreaterThan(0);
    for (const passage of cited) {
      expect((await emil.get(`/api/drafts/${draft}/passages/${passage.id}`)).body).toEqual(passage);
    }
    // What nobody has written about has no sources, and none are invented.
    const unheardOf = {
      title: 'Zymurgy',
      category: '',
      desiredOutcome: 'Brewers pitch yeast.',
      currentProblem: '',
      specificTopics: 'wort, sparging',
      audienceName: '',
      topics: [],
    };
    const without = await generate(emil, await makeDraft(emil, unheardOf), { ragWeight: 0.7 });
    expect(without.passagesFound).toBe(0);
    expect(without.made.map(({ ragWeight, sources }) => [ragWeight, sources])).toEqual(
      Array(4).fill([0.7, []]),
    );
    const origins = outlines(without.made).flatMap(({ sections }) => sections.map(({ origin }) => origin));
    expect(new Set(origins)).toEqual(new Set(['ai']));
  });
});

test('a guest who may edit draws from nothing they could not look up themselves', async () => {
  const owner = await app.signUp('Hanna');
  const text =
    'Active listening means giving back what was heard. Giving feedback begins with what was seen.';
  const shared = { title: 'House rules', text, format: 'text', visibility: 'everyone' };
  expect((await owner.post('/api/knowledge', shared)).status).toBe(201);
  const draft = await makeDraft(owner);
  const guest = app.stranger();
  await joinDraft(owner, draft, 'edit', guest, 'Guest');
  expect((await guest.get('/api/knowledge/search?q=listening')).status).toBe(403);
  const { made, passagesFound } = await generate(guest, draft, { ragWeight: 0.7 });
  expect(passagesFound).toBe(0);
  expect(made.flatMap(({ sources }) => sources)).toEqual([]);
});

test('nobody starts more runs an hour than is allowed; answers that are there cost nothing', async () => {
  const fritz = await app.signUp('Fritz');
  const draft = await makeDraft(fritz);
  for (let run = 0; run < RUNS_PER_HOUR; run++) await generate(fritz, draft, { regenerate: true });
  expect((await fritz.post(`/api/drafts/${draft}/variants`, { regenerate: true })).status).toBe(429);
  const fresh = await makeDraft(fritz, { title: 'Another' });
  expect((await fritz.post(`/api/drafts/${fresh}/variants`)).status).toBe(429);
  const friend = await app.signUp('Gerd');
  expect((await generate(friend, await makeDraft(friend))).made).toHaveLength(4);
});

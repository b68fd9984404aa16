import { expect, test } from 'vitest';
import { personaIn } from '../../support/llm-outlines.ts';
import { LlmStub, wellBehaved } from '../../support/llm-stub.ts';
import { Person } from '../../support/person.ts';
import { SpawnedApp } from '../../support/spawned-app.ts';
import { makeDraft, Watcher } from '../../support/variants.ts';

test('an app killed in the middle of a run goes on with it when it comes back, and tells nobody the key', async () => {
  const stub = await LlmStub.start();
  stub.script = (asked) => (personaIn(asked.text) === 'ignite' ? wellBehaved(asked) : { hang: 'at-once' });
  const app = await SpawnedApp.start(stub.settings({ LOG_LEVEL: 'debug' }));
  try {
    const anna = new Person(app.url, 'Anna');
    await anna.signUp('anna@example.org');
    const draft = await makeDraft(anna);
    const before = await Watcher.of(anna, draft);
    const { jobId } = (await anna.post(`/api/drafts/${draft}/variants`)).body;
    await before.heard(jobId, ({ steps }) => steps[2]?.state === 'ready');
    before.close();
    const output = app.output;
    await app.kill();

    stub.script = wellBehaved;
    await app.start();
    const after = await Watcher.of(anna, draft);
    const { state } = await after.over(jobId);
    after.close();
    expect(state).toBe('ready');
    const { items } = (await anna.get(`/api/drafts/${draft}/variants`)).body;
    expect(items.map(({ persona, maker }: { persona: string; maker: string }) => [persona, maker])).toEqual(
      ['precision', 'insight', 'ignite', 'connect'].map((persona) => [persona, 'model']),
    );
    expect(stub.asked.filter(({ text }) => personaIn(text) === 'ignite')).toHaveLength(1);
    expect(output + app.output).not.toContain(LlmStub.key);
  } finally {
    await app.close();
    await stub.close();
  }
}, 120_000);

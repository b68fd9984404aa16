import { failing, fenced, LlmStub, truncated, wellBehaved } from '../support/llm-stub.ts';
import { outlineAnswer } from '../support/llm-outlines.ts';
import { SpawnedApp } from '../support/spawned-app.ts';
import { expect, test } from './fixtures.ts';
import { ask, complaints, expectAccessibleInBothColours, open } from './pages.stage.ts';
import { DraftScreen, FEEDBACK_NOTES, SETUP, trainer } from './training.stage.ts';

/** Two trainers from an empty page to the day itself, with a language model that has bad days. */

test.use({ locale: 'en-GB', timezoneId: 'Europe/Vienna' });

/** A model that does not answer is given up after so long, in ms. */
const PATIENCE_MS = 3_000;

test(
  'two trainers go from an empty draft to a published session, whatever the model does meanwhile',
  { tag: '@desktop' },
  async ({ browser }) => {
    test.setTimeout(300_000);
    const stub = await LlmStub.start();
    const app = await SpawnedApp.start(stub.settings({ LLM_TIMEOUT_MS: String(PATIENCE_MS) }));
    try {
      const ada = await trainer(browser, app.url, 'Ada Trainer');
      const ben = await trainer(browser, app.url, 'Ben Trainer');
      const heard = [complaints(ada.page), complaints(ben.page)];
      const api = { url: app.url } as Parameters<typeof ask>[1];
      await ask(ada, api, '/api/knowledge', {
        title: 'Feedback notes',
        format: 'markdown',
        text: FEEDBACK_NOTES,
      });

      const draftId = await test.step('Ada begins a draft and lets Ben in by a link', async () => {
        await open(ada.page, '/session-builder');
        await ada.page.getByRole('button', { name: 'Begin the first draft' }).click();
        await expect(ada.page).toHaveURL(/\/session-builder\/[0-9a-f]{24}/);
        await ada.page.getByRole('button', { name: 'Share' }).click();
        const dialog = ada.page.getByRole('dialog');
        await dialog.getByRole('radio', { name: 'Editor' }).check();
        await dialog.getByRole('button', { name: 'Make the link' }).click();
        const url = await dialog.getByRole('textbox', { name: /Link for an editor/ }).inputValue();
        await ada.page.keyboard.press('Escape');
        await open(ben.page, new URL(url).pathname);
        await ben.page.getByRole('button', { name: 'Join as Ben Trainer' }).click();
        await expect(ben.page).toHaveURL(/\/session-builder\/[0-9a-f]{24}/);
        return new URL(ben.page.url()).pathname.split('/').at(-1) as string;
      });
      const adas = await DraftScreen.open(ada.page, draftId, 'setup');
      const bens = await DraftScreen.open(ben.page, draftId, 'setup');

      await test.step('they fill the setup in together', async () => {
        await ada.page.getByRole('textbox', { name: 'Title' }).fill(SETUP.title);
        await ben.page.getByLabel('Desired outcome').fill(SETUP.desiredOutcome);
        await expect(ben.page.getByRole('textbox', { name: 'Title' })).toHaveValue(SETUP.title);
        await expect(ada.page.getByLabel('Desired outcome')).toHaveValue(SETUP.desiredOutcome);
        await ben.page.getByLabel('Specific topics').fill(SETUP.specificTopics);
        await ada.page.getByLabel('Start', { exact: true }).fill('09:00');
        await ada.page.getByLabel('End', { exact: true }).fill('11:00');
        await expect(ben.page.getByText('2 h planned.')).toBeVisible();
        await ada.page.getByRole('radio', { name: 'Workshop' }).check();
        await ben.page.getByRole('combobox', { name: 'Category' }).pressSequentially('Leadership');
        await ben.page.getByRole('combobox', { name: 'Category' }).press('Enter');
        await expect(ada.page.getByRole('combobox', { name: 'Category' })).toHaveValue('Leadership');
      });

      await test.step('a text that is needed and missing is said beside its field', async () => {
        const outcome = ada.page.getByLabel('Desired outcome');
        await outcome.fill('');
        await outcome.blur();
        await expect(outcome).toHaveAttribute('aria-invalid', 'true');
        await outcome.fill(SETUP.desiredOutcome);
        await outcome.blur();
        await expect(outcome).not.toHaveAttribute('aria-invalid', 'true');
      });

      await test.step('a model that hangs leaves one labelled outline and every input', async () => {
        await adas.go('Generate');
        await bens.go('Generate');
        await ada.page.getByLabel('What they should also know').fill('No slides, please.');
        stub.script = () => ({ hang: 'at-once' });
        await ada.page.getByRole('button', { name: 'Generate variants' }).click();
        await expect(ben.page.getByTestId('making')).toBeVisible();
        const fallback = ben.page.locator('[data-maker="fallback"]');
        await expect(fallback).toBeVisible({ timeout: 60_000 });
        await expect(fallback).toContainText('A plain outline: making variants failed');
        await expect(ada.page.getByLabel('What they should also know')).toHaveValue('No slides, please.');
      });

      await test.step('one that fails for one persona leaves the other three', async () => {
        stub.script = (asked) => (/\bIgnite\b/i.test(asked.text) ? failing(500) : wellBehaved(asked));
        await ada.page.getByRole('button', { name: 'Regenerate' }).click();
        await expect(ada.page.getByTestId('failures')).toContainText('Ignite', { timeout: 60_000 });
        for (const persona of ['precision', 'insight', 'connect'])
          await expect(ben.page.locator(`[data-variant="${persona}"][data-maker="model"]`)).toBeVisible();
      });

      await test.step('fences, half answers and lies about sources do not get through', async () => {
        let turn = 0;
        stub.script = (asked) => {
          const answer = JSON.stringify(outlineAnswer(asked.text));
          const lie = answer.replaceAll(/"sources":\[[^\]]+\]/g, '"sources":["nobody-gave-me-this"]');
          return (
            [fenced(answer), truncated(answer, 'length'), { say: lie }, { say: answer }][turn++ % 4] ?? {
              say: answer,
            }
          );
        };
        await ada.page.getByRole('button', { name: 'Regenerate' }).click();
        await expect(ada.page.getByTestId('making')).toHaveCount(0, { timeout: 60_000 });
        const { items } = await variantsOf(ada, app.url, draftId);
        const cited = items.flatMap(({ outline }) => outline.sections.flatMap(({ sources }) => sources));
        expect(cited.map(({ id }) => id)).not.toContain('nobody-gave-me-this');
        await expect(ada.page.getByText('Earlier').first()).toBeVisible();
      });

      await test.step('a good day: four outlines, of which Ada takes one', async () => {
        stub.reset();
        await ada.page.getByRole('button', { name: 'Regenerate' }).click();
        await expect(ada.page.getByTestId('making')).toHaveCount(0, { timeout: 60_000 });
        await expect(adas.variant('precision').first()).toHaveAttribute('data-maker', 'model');
        await expectAccessibleInBothColours(ada.page);
        await adas.variant('precision').first().getByRole('button', { name: 'Select and edit' }).click();
        await expect(ada.page).toHaveURL(/step=review/);
        await bens.go('Review');
        await expect(bens.sections).not.toHaveCount(0);
        expect(await bens.titles()).toEqual(await adas.titles());
      });

      await test.step('both edit at once, and nothing is lost or doubled', async () => {
        const [first = '', second = ''] = await adas.titles();
        const renamed = bens.sections.nth(1).locator('textarea');
        await Promise.all([
          renamed.pressSequentially(' together'),
          adas.sections
            .nth(1)
            .getByRole('button', { name: `Move ${second}`, exact: true })
            .press('ArrowUp'),
        ]);
        await expect.poll(() => bens.titles()).toEqual(await adas.titles());
        await expect.poll(async () => (await adas.titles())[0]).toContain('together');
        const titles = await adas.titles();
        expect(titles[1]).toBe(first);
        expect(titles.filter((title) => title.includes('together'))).toHaveLength(1);
      });

      await test.step('each takes back only their own', async () => {
        const before = await adas.titles();
        await adas.menu(before[1] ?? '', 'Duplicate');
        await expect(bens.sections).toHaveCount(before.length + 1);
        await bens.menu((await bens.titles())[0] ?? '', 'Delete');
        await expect(adas.sections).toHaveCount(before.length);
        await ada.page.getByRole('button', { name: 'Undo my last change' }).click();
        await expect(bens.sections).toHaveCount(before.length - 1);
        await bens.page.getByRole('button', { name: /^Bin/ }).click();
        await bens.page
          .getByRole('button', { name: /^Restore/ })
          .first()
          .click();
        await bens.page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
        await expect.poll(() => adas.titles()).toEqual(before);
      });

      await test.step('a method from the library, its minutes and the clock', async () => {
        const count = await adas.sections.count();
        await ada.page.getByRole('button', { name: 'Add a section', exact: true }).click();
        await ada.page.getByRole('searchbox', { name: 'Search methods' }).fill('pairs');
        await ada.page.getByRole('searchbox', { name: 'Search methods' }).press('Enter');
        await expect(bens.sections).toHaveCount(count + 1);
        const times = await bens.times();
        const minutes = ada.page.locator('[data-minutes]').first();
        await minutes.fill('-5');
        await minutes.blur();
        await expect(minutes).toHaveAttribute('aria-invalid', 'true');
        await minutes.fill('37');
        await minutes.press('Enter');
        await expect.poll(() => bens.times()).not.toEqual(times);
        expect((await bens.times())[1]).toBe('09:37');
        await expect(ben.page.getByText(/over the planned|left of the planned/)).toBeVisible();
      });

      await test.step('words in a description carry their writer’s name', async () => {
        const title = (await adas.titles())[0] ?? '';
        await adas.menu(title, 'Edit the description');
        await ada.page.keyboard.press('ControlOrMeta+End');
        await ada.page.keyboard.type(' Ask Anna to begin.');
        await expect(bens.sections.first()).toContainText('Ask Anna to begin.');
        await bens.menu(title, 'Edit the description');
        await expect(ben.page.locator('[data-section]').first()).toContainText('Ada Trainer');
        await ada.page.keyboard.press('Escape');
        await ben.page.keyboard.press('Escape');
      });

      await test.step('a remark is answered and resolved', async () => {
        const title = (await bens.titles())[0] ?? '';
        await ben.page.getByRole('button', { name: `Comment on ${title}`, exact: true }).click();
        await ben.page
          .getByPlaceholder(/Comment|Remark|say/i)
          .first()
          .fill('Is that long enough?');
        await ben.page.getByRole('button', { name: 'Comment', exact: true }).click();
        await ada.page.getByRole('button', { name: `1 open comment on ${title}` }).click();
        await expect(ada.page.getByText('Is that long enough?')).toBeVisible();
        await ada.page.getByRole('button', { name: 'Resolve' }).click();
        await expect(ben.page.getByText('Resolved')).toBeVisible();
      });
      await expectAccessibleInBothColours(ada.page);

      await test.step('versions are kept, compared and brought back for both', async () => {
        await ada.page
          .getByRole('tab', { name: /Versions/ })
          .or(ada.page.getByRole('link', { name: /Versions/ }))
          .first()
          .click();
        await ada.page.getByRole('button', { name: 'Keep this state' }).click();
        await ada.page.getByRole('dialog').getByLabel('Name').fill('Before the cut');
        await ada.page.getByRole('button', { name: 'Keep it' }).click();
        await expect(ada.page.getByText('Before the cut').first()).toBeVisible();
        const kept = await bens.titles();
        await bens.menu(kept[2] ?? '', 'Delete');
        await expect(bens.sections).toHaveCount(kept.length - 1);
        await expect(bens.saved).toBeVisible();
        const row = ada.page.locator('[data-version]').filter({ hasText: 'Before the cut' });
        await row.getByRole('button', { name: /^More for version/ }).click();
        await ada.page.getByRole('menuitem', { name: 'Compare with the draft' }).click();
        await expect(ada.page.getByTestId('comparison')).toContainText('1 removed');
        await row.getByRole('button', { name: /^More for version/ }).click();
        await ada.page.getByRole('menuitem', { name: 'Bring it back' }).click();
        await ada.page.getByRole('dialog').getByRole('button', { name: 'Bring it back' }).click();
        await expect.poll(() => bens.titles()).toEqual(kept);
      });

      const sessionId = await test.step('it is published, once', async () => {
        await ada.page.goto(`/session-builder/${draftId}?step=publish`);
        await expect(ada.page.getByTestId('score')).toBeVisible();
        const press = ada.page.getByRole('button', { name: 'Publish session' });
        await expect(press).toBeEnabled();
        await press.click();
        await expect(ada.page.getByTestId('published')).toContainText('It is out.');
        await bens.go('Publish');
        await expect(ben.page.getByTestId('published')).toBeVisible();
        await expect(ben.page.getByText('Nothing has changed since it was published.')).toBeVisible();
        await ada.page.getByRole('link', { name: 'Open the published session' }).click();
        await expect(ada.page).toHaveURL(/\/training-sessions\/[0-9a-f]{24}$/);
        await expect(ada.page.getByRole('heading', { level: 1, name: SETUP.title })).toBeVisible();
        return new URL(ada.page.url()).pathname.split('/').at(-1) as string;
      });

      await test.step('and run: everybody sees the same step and clock', async () => {
        await ada.page.getByRole('link', { name: 'Run it' }).click();
        await open(ben.page, `/training-sessions/${sessionId}/run`);
        await ada.page.getByRole('button', { name: 'Start the session' }).click();
        const current = await ada.page.getByTestId('run-current').innerText();
        await expect(ben.page.getByTestId('run-current')).toHaveText(current);
        await ben.page.getByRole('button', { name: 'Next step' }).click();
        await expect(ada.page.getByTestId('run-current')).not.toHaveText(current);
        await expectAccessibleInBothColours(ada.page);
        await ada.page.getByRole('button', { name: 'Pause' }).click();
        await expect(ben.page.getByRole('button', { name: 'Go on' })).toBeVisible();
        await ben.page.getByRole('button', { name: 'End early' }).click();
        await ben.page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
        await expect(ada.page.getByText('That was it')).toBeVisible();
      });
      expect(heard.flat()).toEqual([]);
      for (const { context } of [ada, ben]) await context.close();
    } finally {
      await app.close();
      await stub.close();
    }
  },
);

async function variantsOf(
  { context }: { context: Parameters<typeof ask>[0]['context'] },
  url: string,
  draftId: string,
) {
  const answer = await context.request.get(`${url}/api/drafts/${draftId}/variants`);
  return (await answer.json()) as {
    items: { outline: { sections: { sources: { id: string }[] }[] } }[];
  };
}

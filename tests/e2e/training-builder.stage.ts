import type { Browser, Locator, Page } from '@playwright/test';
import { type App, type Person, expect } from './fixtures.ts';
import { ask, open } from './pages.stage.ts';
import { FEEDBACK_NOTES, SETUP } from './training.stage.ts';

/** What tests of the session builder begin with, made through the API. */

export const TITLES = ['Arrive', 'Try it in pairs', 'What we take along'] as const;

const SECTIONS = [
  { kind: 'opening', title: TITLES[0], durationMinutes: 10, descriptionHtml: '<p>Names and hopes.</p>' },
  {
    kind: 'practice',
    title: TITLES[1],
    durationMinutes: 40,
    descriptionHtml: '<p>Ask <strong>open</strong> questions.</p>',
    materials: ['Cards'],
  },
  { kind: 'closing', title: TITLES[2], durationMinutes: 10 },
];

/** A draft with a whole setup and three sections; answers its id. */
export async function makeDraft(owner: Person, app: App, metadata: object = {}): Promise<string> {
  const { id } = await ask<{ id: string }>(owner, app, '/api/drafts', {
    metadata: { ...SETUP, ...metadata },
  });
  for (const section of SECTIONS) await ask(owner, app, `/api/drafts/${id}/sections`, section);
  return id;
}

export const addNotes = (owner: Person, app: App): Promise<{ id: string }> =>
  ask(owner, app, '/api/knowledge', { title: 'Feedback notes', format: 'markdown', text: FEEDBACK_NOTES });

export async function publish(owner: Person, app: App, draftId: string): Promise<string> {
  const { sessionId } = await ask<{ sessionId: string }>(owner, app, `/api/drafts/${draftId}/publish`);
  return sessionId;
}

/** Somebody without an account, who joins the draft by a link. */
export async function guestOf(
  browser: Browser,
  app: App,
  { owner, draftId, role, name }: { owner: Person; draftId: string; role: string; name: string },
): Promise<Page> {
  const { url } = await ask<{ url: string }>(owner, app, `/api/drafts/${draftId}/invites`, { role });
  const page = await (await browser.newContext({ baseURL: app.url })).newPage();
  await open(page, new URL(url).pathname);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(new RegExp(`/session-builder/${draftId}`));
  return page;
}

/** How far the page could be pushed to the left, in pixels. */
export const sideways = (page: Page): Promise<number> =>
  page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);

export const announced = (page: Page): Locator => page.getByTestId('announcement');

/** Text as it is read: runs of blanks are one. */
export const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** How many presses of one key a page may take to get anywhere on it. */
const PRESSES = 80;

/** To where the keys shall go, by one key alone. */
export async function keyTo(page: Page, target: Locator, key: 'Tab' | 'ArrowDown' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  const isThere = (): Promise<boolean> =>
    target.evaluate((element) => element === element.ownerDocument.activeElement);
  for (let presses = 0; presses < PRESSES && !(await isThere()); presses++) await page.keyboard.press(key);
  await expect(target).toBeFocused();
}

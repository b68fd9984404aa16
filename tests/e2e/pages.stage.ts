import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import type { App, Person } from './fixtures.ts';

/** A call to the API in this person's name; fails the test when it is refused. */
export async function ask<Body>(person: Person, app: App, path: string, data: object = {}): Promise<Body> {
  const answer = await person.context.request.post(app.url + path, { data, headers: { origin: app.url } });
  expect(answer.ok(), `${path} answered ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Body;
}

export interface Session {
  id: string;
  path: string;
  name: string;
}

/** A weekly session, every day of the week, so that it always has a next evening. */
export const openSession = (person: Person, app: App, name: string, more: object = {}): Promise<Session> =>
  ask<Session>(person, app, '/api/sessions', {
    name,
    locationName: 'The Cobblestone',
    locationStreet: '77 King Street North',
    locationWebsite: 'https://cobblestonepub.ie',
    locationPhone: '+353 1 872 1799',
    city: 'Dublin',
    country: 'Ireland',
    timezone: 'Europe/Dublin',
    recurrence: { type: 'weekly', interval: 1, daysOfWeek: [0, 1, 2, 3, 4, 5, 6] },
    defaultStartTime: '20:00',
    defaultEndTime: '23:00',
    ...more,
  });

/** Today where the sessions of these tests are, `YYYY-MM-DD`. */
export const today = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Dublin' }).format(new Date());

/** The days after it, `days` may be negative. */
export const dayFromToday = (days: number): string =>
  new Date(Date.parse(`${today()}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Nothing that keeps a person out, in the colours now shown; and nothing runs off the side of a phone. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNothingFound(page, new AxeBuilder({ page }));
  const runsOff = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(runsOff, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Colours pass over into each other; what is between them is nobody's to read. */
async function colours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  const isShown = () => page.evaluate(`matchMedia('(prefers-color-scheme: ${colorScheme})').matches`);
  await expect.poll(isShown).toBe(true);
  await page.evaluate(`(async () => {
    // Some begin a frame after the others.
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish());
    }
  })()`);
}

/** All rules in the light; in the dark those about colour, since nothing else of the page is another. */
export async function expectAccessibleInBothColours(page: Page): Promise<void> {
  await colours(page, 'light');
  await expectAccessible(page);
  await colours(page, 'dark');
  await expectNothingFound(page, new AxeBuilder({ page }).withRules(COLOUR_RULES));
}

async function expectNothingFound(page: Page, axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations
    .filter(({ impact }) => impact !== 'minor')
    .map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  expect(found, `on ${page.url()}`).toEqual([]);
}

/** What the page complained about in the console; an expected refusal is not among it. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) heard.push(message.text());
  });
  return heard;
}

/** Opens a page and waits until it hears keys and presses. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('html[data-alive]').waitFor();
}

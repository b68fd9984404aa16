import { type Locator, type Page, expect } from '@playwright/test';
import type { App, Person } from './fixtures.ts';
import { ask, open } from './pages.stage.ts';

export interface Planned {
  week: { id: string; version: number };
  city: { slug: string; name: string };
  walk: { id: string; title: string };
  tiles: { id: string; title: string };
}

let cities = 0;

/** A city with two sessions to hold and a week without any, as if made by hand. */
export async function planCity(host: Person, app: App): Promise<Planned> {
  const slug = `porto-${process.pid}-${++cities}`;
  const city = await ask<Planned['city']>(host, app, '/api/cities', {
    name: `Porto ${cities}`,
    slug,
    timezone: 'Europe/Lisbon',
  });
  const [walk, tiles] = await Promise.all(
    [`River walk ${cities}`, `Tile painting ${cities}`].map((title) =>
      ask<{ id: string; title: string }>(host, app, '/api/session-stacks', {
        title,
        slug: `${title.toLowerCase().replaceAll(' ', '-')}-${slug}`,
        defaultDurationMin: 90,
        capacityMin: 2,
        capacityMax: 8,
      }),
    ),
  );
  const week = await ask<Planned['week']>(host, app, '/api/agenda/weeks', {
    citySlug: slug,
    title: 'The usual week',
  });
  if (!walk || !tiles) throw new Error('two sessions were made');
  return { week, city, walk, tiles };
}

export const putIntoWeek = (host: Person, app: App, { week }: Planned, slot: object) =>
  ask<{ id: string; version: number }>(host, app, `/api/agenda/weeks/${week.id}/slots`, slot);

/** A change by somebody else, or from elsewhere. */
export async function change(host: Person, app: App, path: string, data: object): Promise<void> {
  const answer = await host.context.request.patch(app.url + path, { data, headers: { origin: app.url } });
  expect(answer.ok(), `${path} answered ${answer.status()} ${await answer.text()}`).toBe(true);
}

/** The list of a day's sessions. */
export const day = (page: Page, name: string): Locator => page.getByRole('list', { name, exact: true });

/** A session on a day, by its title. */
export const slotOn = (page: Page, name: string, title: string): Locator =>
  day(page, name).getByRole('button', { name: title });

export const saved = (page: Page): Promise<void> =>
  expect(page.getByTestId('save-state').first()).toHaveAttribute('data-save', 'saved');

/** By mouse, as a person drags: there in steps, and let go in the middle. */
export async function drag(page: Page, what: Locator, onto: Locator): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  const [from, to] = [await what.boundingBox(), await onto.boundingBox()];
  if (!from || !to) throw new Error('what is dragged, or where to, is not on the screen');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 12, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + Math.min(to.height / 2, 60), { steps: 12 });
  await page.mouse.up();
}

/** Through the dialog: a session, a day, a time. */
export async function place(page: Page, title: string, weekday: string, time: string): Promise<void> {
  await page.getByRole('button', { name: `Add to ${weekday}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Session' }).click();
  await dialog.getByRole('combobox', { name: 'Session' }).pressSequentially(title);
  await dialog.getByRole('option', { name: title }).click();
  await expect(dialog.getByRole('radio', { name: weekday })).toBeChecked();
  await dialog.getByLabel('Starts').fill(time);
  await dialog.getByRole('button', { name: 'Put it there' }).click();
  await expect(dialog).toBeHidden();
}

/** June of the year after this one: far enough ahead, whenever this runs. */
export function nextJune(): { from: string; to: string; on: (weekday: number) => string[] } {
  const year = new Date().getUTCFullYear() + 1;
  const dates = Array.from({ length: 30 }, (_, index) => new Date(Date.UTC(year, 5, index + 1)));
  return {
    from: `${year}-06-01`,
    to: `${year}-06-30`,
    on: (weekday) =>
      dates.filter((date) => date.getUTCDay() === weekday).map((date) => date.toISOString().slice(0, 10)),
  };
}

/** Chooses the window and looks; nothing is written. */
export async function look(page: Page, { from, to }: { from: string; to: string }): Promise<void> {
  await page.getByRole('radio', { name: 'From one date to another' }).check();
  await page.getByLabel('From', { exact: true }).fill(from);
  await page.getByLabel('To', { exact: true }).fill(to);
  await page.getByRole('button', { name: 'Look what would happen' }).click();
}

export const openWeek = (page: Page, { week }: Planned): Promise<void> =>
  open(page, `/agenda/weeks/${week.id}`);

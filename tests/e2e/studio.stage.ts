import { type Browser, type Locator, type Page, expect } from '@playwright/test';
import type { App, Person } from './fixtures.ts';
import { ask, open } from './pages.stage.ts';

export interface Dated {
  id: string;
  title: string;
  date: string;
}

export interface Studio {
  city: { id: string; slug: string; name: string };
  stack: { id: string };
  week: { id: string };
  /** From tomorrow on, a day apart, at 18:00 in Lisbon. */
  sessions: Dated[];
}

let cities = 0;

/** Today in Lisbon and the days after it, `YYYY-MM-DD`. */
export const lisbonDay = (days: number): string => {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Lisbon' }).format(new Date());
  return new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
};

/** A city with one session a day for a fortnight; `stack` changes what it is. */
export async function openStudio(host: Person, app: App, stack: object = {}): Promise<Studio> {
  const slug = `lisbon-${process.pid}-${++cities}`;
  const city = await ask<Studio['city']>(host, app, '/api/cities', {
    name: `Lisbon ${cities}`,
    slug,
    timezone: 'Europe/Lisbon',
    country: 'Portugal',
    summary: 'Hills, tiles and a river.',
  });
  const walk = await ask<{ id: string }>(host, app, '/api/session-stacks', {
    title: 'Harbour walk',
    slug: `walk-${slug}`,
    summary: 'Along the quays to the rope makers.',
    capacityMin: 2,
    capacityMax: 4,
    priceMinor: 2550,
    ...stack,
  });
  await ask(host, app, '/api/session-paths', {
    title: 'From the river up',
    slug: `path-${slug}`,
    summary: 'Water first, then the hill.',
    stackIds: [walk.id],
  });
  const week = await ask<{ id: string }>(host, app, '/api/agenda/weeks', {
    citySlug: slug,
    title: 'The usual week',
    summary: 'A walk every evening.',
    seasonMode: 'autumn',
  });
  for (const weekday of [0, 1, 2, 3, 4, 5, 6]) {
    await ask(host, app, `/api/agenda/weeks/${week.id}/slots`, {
      sessionStackId: walk.id,
      weekday,
      startTimeLocal: '18:00',
    });
  }
  const { created } = await ask<{ created: Dated[] }>(host, app, `/api/agenda/weeks/${week.id}/generate`, {
    from: lisbonDay(1),
    to: lisbonDay(14),
  });
  return { city, stack: walk, week, sessions: created };
}

export const firstOf = ({ sessions: [first] }: Studio): Dated => {
  if (!first) throw new Error('no session was made');
  return first;
};

/** Seats that somebody else has, booked by the host's account. */
export const fill = (host: Person, app: App, { id }: Dated, seats: number): Promise<{ id: string }> =>
  ask(host, app, `/api/instances/${id}/reservations`, { kind: 'fit', seats, partyName: 'Rosa and friends' });

export async function counts(person: Person, app: App, { id }: Dated) {
  const answer = await person.context.request.get(`${app.url}/api/instances/${id}/seats`);
  return (await answer.json()) as { taken: number; held: number; left: number; waitlisted: number };
}

/** Somebody without an account, at a browser of their own. Close `page.context()` when done. */
export async function visitor(browser: Browser, app: Pick<App, 'url'>): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
  });
  return context.newPage();
}

/** A session's public page as somebody books on it. */
export class BookingPage {
  readonly page: Page;
  readonly booking: Locator;
  readonly words: Locator;
  readonly seatsLeft: Locator;
  readonly form: Locator;

  constructor(page: Page) {
    this.page = page;
    this.booking = page.getByTestId('booking');
    this.words = page.getByTestId('booking-words');
    this.seatsLeft = page.getByTestId('seats-left').first();
    this.form = page.getByRole('form', { name: 'Book' });
  }

  static async open(page: Page, { id }: Dated): Promise<BookingPage> {
    await open(page, `/instances/${id}`);
    return new BookingPage(page);
  }

  async fillIn(seats: number, name: string, email?: string): Promise<void> {
    await this.form.getByRole('spinbutton', { name: 'Seats' }).fill(String(seats));
    await this.form.getByLabel('Name').fill(name);
    if (email !== undefined) await this.form.getByLabel('E-mail').fill(email);
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }
}

/** The events a page tells machines of, from its source as it came. */
export function eventsIn(html: string): Record<string, unknown>[] {
  const found = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(found).toHaveLength(1);
  const data = JSON.parse(found[0]?.[1] ?? '') as { '@graph'?: Record<string, unknown>[] };
  return data['@graph'] ?? [data];
}

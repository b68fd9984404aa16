import { type Locator, type Page, type Route, type WebSocketRoute, expect } from '@playwright/test';
import type { App, Person } from './fixtures.ts';
import { ask } from './pages.stage.ts';

const ZONE = 'Europe/Dublin';
let cities = 0;

/** Lets the pages' next requests of this kind go on only when each page has sent one: they come at once. */
export async function together(pages: readonly Page[], url: string): Promise<void> {
  let missing = pages.length;
  let letGo = (): void => undefined;
  const allSent = new Promise<void>((resolve) => (letGo = resolve));
  for (const page of pages) {
    const hold = async (route: Route): Promise<void> => {
      if (--missing === 0) letGo();
      await allSent;
      await route.continue();
    };
    await page.route(url, hold, { times: 1 });
  }
}

export interface Session {
  id: string;
  path: string;
  title: string;
  date: string;
}

export interface City {
  slug: string;
  weekId: string;
  board: string;
}

export interface Party {
  id: string;
  partyName: string;
  state: string;
}

const dateOf = (ms: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(ms);
const DAY_MS = 86_400_000;
export const today = (): string => dateOf(Date.now());
export const tomorrow = (): string => dateOf(Date.parse(`${today()}T12:00:00Z`) + DAY_MS);

/** A city of its own for each test, in the zone of the browsers. */
export async function openCity(host: Person, app: App, name = 'Galway'): Promise<City> {
  const slug = `${name.toLowerCase()}-${process.pid}-${++cities}`;
  await ask(host, app, '/api/cities', { name, slug, timezone: ZONE });
  const week = await ask<{ id: string }>(host, app, '/api/agenda/weeks', {
    citySlug: slug,
    title: 'The week',
  });
  return { slug, weekId: week.id, board: `/board/${slug}` };
}

/** A session of this city on that day, on all day long unless told. */
export async function openAgendaSession(
  host: Person,
  app: App,
  city: City,
  title: string,
  { date = today(), start = '00:00', minutes = 1_439, capacityMin = 2, capacityMax = 6 } = {},
): Promise<Session> {
  const stack = await ask<{ id: string }>(host, app, '/api/session-stacks', {
    title,
    defaultDurationMin: minutes,
    capacityMin,
    capacityMax,
    costMin: 9000,
    priceMinor: 2500,
    variableCostMinor: 400,
  });
  await ask(host, app, `/api/agenda/weeks/${city.weekId}/slots`, {
    sessionStackId: stack.id,
    weekday: new Date(`${date}T12:00:00Z`).getUTCDay(),
    startTimeLocal: start,
  });
  const made = await ask<{ created: { id: string; title: string }[] }>(
    host,
    app,
    `/api/agenda/weeks/${city.weekId}/generate`,
    { from: date, to: date },
  );
  const id = made.created.find((one) => one.title === title)?.id ?? '';
  return { id, path: `/instances/${id}`, title, date };
}

export const book = (person: Person, app: App, session: Session, seats: number, more: object = {}) =>
  ask<Party>(person, app, `/api/instances/${session.id}/reservations`, {
    kind: 'fit',
    seats,
    partyName: person.name,
    ...more,
  });

/** Names this person as the session's guide. */
export async function lead(host: Person, app: App, session: Session, guide: Person): Promise<void> {
  const me = (await (await guide.context.request.get(`${app.url}/api/me`)).json()) as {
    user: { id: string };
  };
  const answer = await host.context.request.patch(`${app.url}/api/instances/${session.id}`, {
    data: { data: { guidePrimaryId: me.user.id } },
    headers: { origin: app.url },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A city's board as somebody across the room reads it. */
export class BoardPage {
  readonly page: Page;
  readonly clock: Locator;
  readonly connection: Locator;

  constructor(page: Page) {
    this.page = page;
    this.clock = page.getByTestId('clock');
    this.connection = page.getByTestId('connection');
  }

  static async open(page: Page, city: City): Promise<BoardPage> {
    await page.goto(city.board);
    await page.locator('html[data-alive]').waitFor();
    return new BoardPage(page);
  }

  row(title: string): Locator {
    return this.page.getByTestId('board-row').filter({ hasText: title });
  }

  /** The figure over this word; null where there is none. */
  async count(title: string, word: 'taken' | 'held' | 'left' | 'waiting'): Promise<string | null> {
    const label = this.row(title).locator('dt', { hasText: new RegExp(`^${word}$`) });
    if ((await label.count()) === 0) return null;
    return label.locator('xpath=preceding-sibling::dd').innerText();
  }

  async expectCounts(title: string, counts: { taken: number; held: number; left: number }): Promise<void> {
    for (const [word, seats] of Object.entries(counts)) {
      await expect.poll(() => this.count(title, word as 'taken'), { message: word }).toBe(String(seats));
    }
  }
}

/** One session as its guide sees it. */
export class GuideView {
  readonly page: Page;
  readonly sums: Locator;

  constructor(page: Page) {
    this.page = page;
    this.sums = page.getByTestId('sums');
  }

  static async open(person: Person, session: Session): Promise<GuideView> {
    await person.page.goto(session.path);
    await person.page.locator('html[data-alive]').waitFor();
    return new GuideView(person.page);
  }

  party(name: string): Locator {
    return this.page.getByTestId('party').filter({ hasText: name });
  }

  checkIn(name: string): Locator {
    return this.party(name).getByRole('button', { name: /^Check in/ });
  }

  async more(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More for this session' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}

/** Lets the line for pushes be cut while the API still answers. To be called before the page is opened. */
export async function cuttablePushes(page: Page): Promise<{ cut: () => void; mend: () => void }> {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    if (isCut) {
      void socket.close({ code: 1001 });
      return;
    }
    socket.connectToServer();
    open.add(socket);
  });
  return {
    cut() {
      isCut = true;
      for (const socket of open) void socket.close({ code: 1001 });
      open.clear();
    },
    mend: () => void (isCut = false),
  };
}

/**
 * A browser with a camera and a detector of codes, which the tests' own has neither of: whatever the camera shows is
 * read as `address`. To be called before the page is opened.
 */
export async function scansAtOnce(page: Page, address: string): Promise<void> {
  await page.addInitScript({
    content: `
      globalThis.BarcodeDetector = class {
        static getSupportedFormats = async () => ['qr_code'];
        detect = async () => [{ rawValue: ${JSON.stringify(address)} }];
      };
      navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement('canvas');
        canvas.getContext('2d').fillRect(0, 0, 1, 1);
        return canvas.captureStream(10);
      };
    `,
  });
}

import { type Locator, type Page, type WebSocketRoute, expect } from '@playwright/test';
import type { App, Person } from './fixtures.ts';

export interface Stage {
  sessionId: string;
  instanceId: string;
  path: string;
  /** Invitation links by role. */
  links: { logger: string; reader: string };
}

async function post<Body>(person: Person, app: App, path: string, data: object = {}): Promise<Body> {
  const answer = await person.context.request.post(app.url + path, { data, headers: { origin: app.url } });
  expect(answer.ok(), `${path} answered ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Body;
}

/** A session of this person's with an evening that is on now. */
export async function openEvening(organiser: Person, app: App, name = 'Tuesday at Ryan’s'): Promise<Stage> {
  const session = await post<{ id: string }>(organiser, app, '/api/sessions', {
    name,
    locationName: 'Ryan’s',
    city: 'Dublin',
    timezone: 'Europe/Dublin',
  });
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Dublin' }).format(new Date());
  const instance = await post<{ id: string }>(organiser, app, `/api/sessions/${session.id}/instances`, {
    date,
    startTime: '00:00',
    endTime: '23:59',
  });
  const invite = async (role: string) =>
    (await post<{ url: string }>(organiser, app, `/api/sessions/${session.id}/invites`, { role })).url;
  return {
    sessionId: session.id,
    instanceId: instance.id,
    path: `/instances/${instance.id}`,
    links: { logger: await invite('logger'), reader: await invite('reader') },
  };
}

/** An evening's page as a musician uses it. */
export class LogPage {
  readonly page: Page;
  readonly input: Locator;
  readonly saveState: Locator;
  readonly tunes: Locator;
  readonly sets: Locator;
  readonly presence: Locator;
  readonly announcement: Locator;

  constructor(page: Page) {
    this.page = page;
    this.input = page.getByRole('combobox', { name: 'Tune', exact: true });
    this.saveState = page.getByTestId('save-state');
    this.tunes = page.getByTestId('tune');
    this.sets = page.getByTestId('set');
    this.presence = page.getByTestId('presence');
    this.announcement = page.getByTestId('announcement');
  }

  static async open(person: Person, stage: Stage): Promise<LogPage> {
    await person.page.goto(stage.path);
    const log = new LogPage(person.page);
    await expect(log.saveState).toHaveText(/Saved|Reading/);
    return log;
  }

  /** Types names and presses Enter after each. */
  async log(...names: string[]): Promise<void> {
    for (const name of names) {
      const before = await this.tunes.count();
      await this.input.fill(name);
      await this.input.press('Enter');
      // An Enter may wait a moment for the tune it names: only then is it in the log.
      await expect.poll(() => this.tunes.count()).toBeGreaterThan(before);
    }
  }

  async logAsNewSet(name: string): Promise<void> {
    await this.input.fill(name);
    await this.input.press('Shift+Enter');
  }

  /** The log as text: sets of names, in order. */
  names(): Promise<string[][]> {
    return this.sets.evaluateAll((sets) =>
      sets.map((set) =>
        [...set.querySelectorAll('.tune-name')].map((name) => (name.textContent ?? '').trim()),
      ),
    );
  }

  async expectSets(sets: string[][]): Promise<void> {
    // As a whole, since the page may just be going to another one.
    await expect(async () => {
      expect(await this.names()).toEqual(sets);
    }).toPass({ timeout: 15_000 });
  }

  tune(name: string): Locator {
    return this.tunes.filter({ hasText: name });
  }

  async openTune(name: string): Promise<Locator> {
    await this.tune(name).getByRole('button').first().click();
    const sheet = this.page.getByTestId('tune-sheet');
    await expect(sheet).toBeVisible();
    return sheet;
  }

  async undo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Undo my last change' }).click();
  }

  async more(item: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'More for this evening' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}

/** No network, as in a cellar. */
export async function goOffline({ context }: Person): Promise<void> {
  await context.setOffline(true);
}

export async function goOnline({ context }: Person): Promise<void> {
  await context.setOffline(false);
}

/** Lets the line for edits be cut while pages still come. To be called before the page is opened. */
export async function cuttableLine(page: Page): Promise<{ cut: () => void; mend: () => void }> {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/\/collab\//, (socket) => {
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

export async function setRole(
  organiser: Person,
  app: App,
  stage: Stage,
  name: string,
  role: 'reader' | 'logger',
): Promise<void> {
  const { request } = organiser.context;
  const members = await request.get(`${app.url}/api/sessions/${stage.sessionId}/members`);
  const { items } = (await members.json()) as { items: { userId: string; name: string }[] };
  const member = items.find((item) => item.name === name);
  const answer = await request.put(`${app.url}/api/sessions/${stage.sessionId}/members/${member?.userId}`, {
    data: { role },
    headers: { origin: app.url },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

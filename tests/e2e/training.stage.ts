import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { Person as Account } from '../support/person.ts';
import { expect } from './fixtures.ts';
import { open } from './pages.stage.ts';

export interface Trainer {
  name: string;
  page: Page;
  context: BrowserContext;
}

/** Somebody with an account at a server of one's own, at a browser of their own. */
export async function trainer(browser: Browser, url: string, name: string): Promise<Trainer> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', timezoneId: 'Europe/Vienna' });
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`;
  const answer = await context.request.post(`${url}/api/auth/sign-up/email`, {
    data: { name, email, password: Account.password },
    headers: { origin: url },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return { name, context, page: await context.newPage() };
}

/** What the knowledge base is given to draw from. */
export const FEEDBACK_NOTES = `# Giving feedback

## Describe, do not judge
Good feedback describes what was seen and heard, and leaves judging to the other person. Say what happened, what it
did, and what you ask for.

## Timing
Feedback is best within two days of the event. Ask first whether the other person has a moment for it.
`;

/** All of a setup that outlines need, as the API takes it. */
export const SETUP = {
  title: 'Feedback that lands',
  sessionType: 'workshop',
  category: 'Leadership',
  desiredOutcome: 'Managers give clear feedback within two days of an event',
  currentProblem: 'Feedback comes late and vague',
  specificTopics: 'describing without judging, timing of feedback',
  startDate: '2031-05-06',
  startTime: '09:00',
  endTime: '11:00',
  timezone: 'Europe/Vienna',
  location: 'Room 2',
  audienceName: 'New managers',
  toneName: 'Friendly',
} as const;

/** One person's window on a draft. */
export class DraftScreen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, draftId: string, step = 'review'): Promise<DraftScreen> {
    await open(page, `/session-builder/${draftId}?step=${step}`);
    const screen = new DraftScreen(page);
    await expect(screen.saved).toBeVisible();
    return screen;
  }

  /** Nothing of what this page wrote is still on its way. */
  get saved(): Locator {
    return this.page.getByText(/^(Saved|All changes saved)$/).first();
  }

  async go(step: 'Setup' | 'Generate' | 'Review' | 'Publish'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: step }).click();
    await expect(this.page).toHaveURL(new RegExp(`step=${step.toLowerCase()}`));
  }

  get sections(): Locator {
    return this.page.locator('[data-section]');
  }

  section(title: string): Locator {
    return this.page
      .locator('[data-section]')
      .filter({ has: this.page.locator(`textarea`) })
      .filter({
        has: this.page.getByRole('button', { name: `More for ${title}`, exact: true }),
      });
  }

  /** Titles in their order, as this window shows them. */
  async titles(): Promise<string[]> {
    return this.sections
      .locator('textarea')
      .evaluateAll((areas) => areas.map((area) => (area as unknown as { value: string }).value));
  }

  /** Clock times in their order. */
  times(): Promise<string[]> {
    return this.sections.locator('time').allInnerTexts();
  }

  async menu(title: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `More for ${title}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  variant(persona: string): Locator {
    return this.page.locator(`[data-variant="${persona}"]`);
  }
}

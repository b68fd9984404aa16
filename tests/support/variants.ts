import type { VariantsProgress, VariantsView, VariantView } from '@ensemble/shared/training';
import { LiveClient } from './live-client.ts';
import type { Person } from './person.ts';

/** A setup that outlines can be made from: 120 minutes. */
export const SETUP = {
  title: 'Difficult conversations',
  sessionType: 'training',
  category: 'Leadership',
  desiredOutcome: 'Team leads can open and close a difficult conversation.',
  currentProblem: 'They put these conversations off.',
  specificTopics: 'active listening, giving feedback',
  startDate: '2026-12-01',
  startTime: '09:00',
  endTime: '11:00',
  timezone: 'Europe/Berlin',
  audienceName: 'Team leads',
  toneName: 'Warm',
  topics: [{ title: 'Active listening', durationMinutes: 20 }],
} as const;

export async function makeDraft(
  person: Person,
  metadata: Record<string, unknown> = {},
  aiPrompt = '',
): Promise<string> {
  const { status, body } = await person.post('/api/drafts', {
    metadata: { ...SETUP, ...metadata },
    aiPrompt,
  });
  if (status !== 201) throw new Error(`no draft: ${status} ${JSON.stringify(body)}`);
  return body.id as string;
}

/** What a page that watches the draft is told of its runs, in order. */
export class Watcher {
  readonly told: VariantsProgress[] = [];
  readonly #live: LiveClient;
  readonly #draftId: string;
  readonly #waiting = new Set<() => void>();

  private constructor(person: Person, draftId: string) {
    this.#live = new LiveClient(person);
    this.#draftId = draftId;
  }

  static async of(person: Person, draftId: string): Promise<Watcher> {
    const watcher = new Watcher(person, draftId);
    await watcher.#live.connected();
    watcher.#live.socket.on('variants', (progress) => watcher.#hear(progress));
    const { variants = [] } = await watcher.#live.watch({ drafts: [draftId] });
    for (const progress of variants) watcher.#hear(progress);
    return watcher;
  }

  /** The first thing told of this run that fits. */
  async heard(jobId: string, fits: (progress: VariantsProgress) => boolean): Promise<VariantsProgress> {
    for (;;) {
      const found = this.told.find((progress) => progress.jobId === jobId && fits(progress));
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  over(jobId: string): Promise<VariantsProgress> {
    return this.heard(jobId, ({ state }) => state === 'ready' || state === 'failed');
  }

  close(): void {
    this.#live.close();
  }

  #hear(progress: VariantsProgress): void {
    if (progress.draftId !== this.#draftId) return;
    this.told.push(progress);
    for (const look of [...this.#waiting]) {
      this.#waiting.delete(look);
      look();
    }
  }
}

/** Presses "Generate", waits until it is over, and answers what is there then. */
export async function generate(
  person: Person,
  draftId: string,
  request: Record<string, unknown> = {},
): Promise<VariantsView & { made: VariantView[]; told: VariantsProgress[] }> {
  const watcher = await Watcher.of(person, draftId);
  try {
    const started = await person.post(`/api/drafts/${draftId}/variants`, request);
    if (started.status !== 202)
      throw new Error(`not begun: ${started.status} ${JSON.stringify(started.body)}`);
    const { jobId } = started.body as { jobId: string };
    await watcher.over(jobId);
    const view = (await person.get(`/api/drafts/${draftId}/variants`)).body as VariantsView;
    return { ...view, made: view.items.filter((item) => item.jobId === jobId), told: watcher.told };
  } finally {
    watcher.close();
  }
}

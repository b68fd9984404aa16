import type { CitedPassage, RagWeight, SessionMetadata } from '@ensemble/shared/training';
import type { Log } from '../../log.ts';

/** What generation asks of the knowledge base. */
export interface Knowledge {
  /** How many documents this person may retrieve from. */
  countReadable(userId: string): Promise<number>;
  /** The passages nearest to `text` among those documents, best first; none where nothing fits. */
  retrieve(userId: string, query: { text: string; limit: number }): Promise<CitedPassage[]>;
}

/** The more an outline is to rest on sources, the more of them it needs. */
const PASSAGES: Readonly<Record<`${RagWeight}`, number>> = { 0: 0, 0.35: 8, 0.7: 12 };
const ATTEMPTS = 3;
const WAIT_MS = 30_000;

/** What the session is about, the most telling first. */
const queryOf = ({
  title,
  topics,
  specificTopics,
  desiredOutcome,
  currentProblem,
  category,
  audienceName,
}: SessionMetadata): string =>
  [
    title,
    ...topics.flatMap((topic) => [topic.title, topic.description ?? '']),
    specificTopics,
    desiredOutcome,
    currentProblem,
    category,
    audienceName,
  ]
    .filter((words) => words.trim() !== '')
    .join('\n');

/**
 * The passages all variants of a run share, in the name of who asked for it. At weight 0 nothing is looked up. A
 * look-up that fails is tried again; when it fails for good there are no sources, which is no reason to make nothing.
 */
export async function passagesFor(
  knowledge: Knowledge,
  userId: string,
  { metadata, ragWeight }: { metadata: SessionMetadata; ragWeight: RagWeight },
  log: Log,
): Promise<CitedPassage[]> {
  if (ragWeight === 0) return [];
  const query = { text: queryOf(metadata), limit: PASSAGES[ragWeight] };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await within(WAIT_MS, knowledge.retrieve(userId, query));
    } catch (error) {
      log.warn({ err: error, attempt }, 'passages for an outline could not be looked up');
    }
  }
  return [];
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the look-up took too long')), ms);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

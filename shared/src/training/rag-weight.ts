import type { SessionMetadata } from './metadata.schema.ts';
import { wordList } from './plain-text.ts';
import { type QuickTweak, RAG_WEIGHTS, type RagWeight } from './variants.schema.ts';

/**
 * How much of an outline is to come from sources, by rules that can be told in a sentence:
 * 1. what the person asked for counts, as it is;
 * 2. without a readable document there is nothing to retrieve: 0;
 * 3. a training or webinar that names its topics carries content: 0.7; everything else 0.35;
 * 4. "more" and "less from sources" go one step up or down from there.
 */
export interface RagWeightInput {
  metadata: Pick<SessionMetadata, 'sessionType' | 'specificTopics' | 'topics'>;
  /** How many documents the viewer may retrieve from. */
  documents: number;
  asked?: RagWeight | undefined;
  tweaks?: readonly QuickTweak[];
}

export interface RagWeightDecision {
  weight: RagWeight;
  /** Why, for people: one sentence. */
  reason: string;
}

/** Fewer words than this name no topic worth looking up. */
const TOPIC_WORDS = 2;

const namesTopics = ({ topics, specificTopics }: RagWeightInput['metadata']): boolean =>
  topics.length > 0 || wordList(specificTopics).length >= TOPIC_WORDS;

function byRules({ metadata, documents }: RagWeightInput): RagWeightDecision {
  if (documents === 0) {
    return { weight: 0, reason: 'There is no document to draw from yet, so nothing is looked up.' };
  }
  const carriesContent = metadata.sessionType === 'training' || metadata.sessionType === 'webinar';
  if (carriesContent && namesTopics(metadata)) {
    return { weight: 0.7, reason: `A ${metadata.sessionType} with named topics leans on sources.` };
  }
  return {
    weight: 0.35,
    reason: carriesContent
      ? 'No topics are named yet, so sources support the outline and do not lead it.'
      : `In a ${metadata.sessionType} what people bring leads, and sources support it.`,
  };
}

export function decideRagWeight(input: RagWeightInput): RagWeightDecision {
  if (input.asked !== undefined) return { weight: input.asked, reason: 'As you asked.' };
  const ruled = byRules(input);
  const tweaks = input.tweaks ?? [];
  const steps = Number(tweaks.includes('more-sources')) - Number(tweaks.includes('fewer-sources'));
  if (steps === 0 || input.documents === 0) return ruled;
  const place = Math.min(Math.max(RAG_WEIGHTS.indexOf(ruled.weight) + steps, 0), RAG_WEIGHTS.length - 1);
  const weight = RAG_WEIGHTS[place] ?? ruled.weight;
  const asked = steps > 0 ? 'You asked for more from sources.' : 'You asked for less from sources.';
  return { weight, reason: `${ruled.reason} ${asked}` };
}

import { diffArrays } from 'diff';
import type { CitedPassage, OutlineSection, SessionOutline } from './outline.schema.ts';
import { descriptionText, wordList } from './plain-text.ts';
import type { ContributionMix } from './variants.schema.ts';

/**
 * Whose words an outline is made of, by its titles and descriptions:
 * User: words changed against the generated outline it is built on; a run of five words that stood anywhere in
 * that outline was moved, not written. RAG: of the rest, runs of five words that stand in a cited passage.
 * AI: what is left.
 */

/** Shorter runs meet by chance. */
const RUN = 5;
/** Beyond so many changed words two texts are different texts. */
const MAX_EDITS = 3000;

const sectionWords = ({ title, descriptionHtml }: OutlineSection): string[] =>
  wordList(`${title}\n${descriptionText(descriptionHtml)}`);

/** Every run of five words of the texts. */
function runsOf(texts: Iterable<readonly string[]>): Set<string> {
  const runs = new Set<string>();
  for (const words of texts) {
    for (let at = 0; at + RUN <= words.length; at++) runs.add(words.slice(at, at + RUN).join(' '));
  }
  return runs;
}

/** Which words lie in a run that is among `runs`. */
function coveredBy(runs: ReadonlySet<string>, words: readonly string[]): boolean[] {
  const covered = new Array<boolean>(words.length).fill(false);
  if (runs.size === 0) return covered;
  for (let at = 0; at + RUN <= words.length; at++) {
    if (runs.has(words.slice(at, at + RUN).join(' '))) covered.fill(true, at, at + RUN);
  }
  return covered;
}

/** Which of `words` are not in `before`, by the shortest edit. */
function changedFrom(before: readonly string[], words: readonly string[]): boolean[] {
  const changes = diffArrays([...before], [...words], { maxEditLength: MAX_EDITS });
  if (!changes) return words.map(() => true);
  return changes.filter(({ removed }) => !removed).flatMap(({ value, added }) => value.map(() => added));
}

/** Whole percents that sum to 100. User is rounded first, so that it never falls while somebody types. */
function percents({ ai, rag, user }: ContributionMix): ContributionMix {
  const all = ai + rag + user;
  const made = ai + rag;
  if (all === 0 || made === 0) return { ai: 0, rag: 0, user: 100 };
  const userShare = user === 0 ? 0 : Math.min(Math.max(Math.round((100 * user) / all), 1), 99);
  const ragShare = Math.round(((100 - userShare) * rag) / made);
  return { ai: 100 - userShare - ragShare, rag: ragShare, user: userShare };
}

/** `base`: the generated outline that `current` was made from; null when people began from an empty page. */
export function contributionMix(
  current: SessionOutline,
  base: SessionOutline | null,
  passages: readonly Pick<CitedPassage, 'text'>[],
): ContributionMix {
  if (!base) return { ai: 0, rag: 0, user: 100 };
  const before = new Map(base.sections.map((section) => [section.id, sectionWords(section)]));
  const cited = runsOf(passages.map(({ text }) => wordList(text)));
  // Asked for only where something changed, which is seldom and in few sections.
  let generated: ReadonlySet<string> | undefined;
  const counts: ContributionMix = { ai: 0, rag: 0, user: 0 };
  for (const section of current.sections) {
    const words = sectionWords(section);
    const changed = changedFrom(before.get(section.id) ?? [], words);
    if (changed.includes(true)) {
      generated ??= runsOf(before.values());
      for (const [at, moved] of coveredBy(generated, words).entries()) if (moved) changed[at] = false;
    }
    const fromSources = coveredBy(cited, words);
    for (const at of words.keys()) counts[changed[at] ? 'user' : fromSources[at] ? 'rag' : 'ai']++;
  }
  return percents(counts);
}

import type { DraftView } from '@ensemble/shared/training/drafts.schema';
import { contributionMix } from '@ensemble/shared/training/mix';
import type { OutlineSection } from '@ensemble/shared/training/outline.schema';
import type { ContributionMix } from '@ensemble/shared/training/variants.schema';

/** Comparing a long outline by words takes some milliseconds: it is done when hands rest, ms. */
const REST_MS = 600;

/** Whose words the outline is made of, moving as people write: what the server last said, then reckoned here. */
export class LiveMix {
  #current = $state.raw() as ContributionMix;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(draft: DraftView) {
    this.#current = draft.mix;
  }

  get current(): ContributionMix {
    return this.#current;
  }

  /** For an effect: reckons again a moment after what is handed in last; answers the stop. */
  follow(draft: DraftView, sections: readonly OutlineSection[]): () => void {
    const base = draft.aiVersions.find(({ id }) => id === draft.acceptedVersionId);
    this.#timer = setTimeout(() => {
      this.#current = contributionMix(
        { sections: [...sections] },
        base?.outline ?? null,
        base?.sources ?? [],
      );
    }, REST_MS);
    return () => clearTimeout(this.#timer);
  }
}

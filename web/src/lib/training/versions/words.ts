import type { OutlineVersionView } from '@ensemble/shared/training/drafts.schema';
import { PERSONA_WORDS } from '@ensemble/shared/training/words';

/** What kind of version it is. */
export function versionKindWords({ kind, persona }: Pick<OutlineVersionView, 'kind' | 'persona'>): string {
  switch (kind) {
    case 'ai':
      return persona === null ? 'Generated' : `Generated, ${PERSONA_WORDS[persona]}`;
    case 'snapshot':
      return 'Kept by a person';
    case 'restore':
      return 'Brought back';
    case 'published':
      return 'As published';
  }
}

/** `3 · Precision`: how lists to choose from name it. */
export const versionName = ({ number, label }: Pick<OutlineVersionView, 'number' | 'label'>): string =>
  `${number} · ${label}`;

/**
 * What a person has under their fingers, as everybody in the document is told it and as a page finds it again:
 * a field of the setup, the prompt, or a part of a section.
 */
export type SectionPart = 'title' | 'text' | 'minutes' | 'details';
export type FieldKey = `meta/${string}` | 'prompt' | `section/${string}/${SectionPart}`;

/** Setup texts that many write in at once; the other fields are chosen or typed as a whole. */
export const SHARED_TEXTS = ['title', 'desiredOutcome', 'currentProblem', 'specificTopics'] as const;
export type SharedTextName = (typeof SHARED_TEXTS)[number];
export type SharedTextKey = `meta/${SharedTextName}` | 'prompt' | `section/${string}/title`;

/** The section a key lies in, null for one that lies in none. */
export function sectionOfKey(key: string | null): string | null {
  const [root, id] = key?.split('/') ?? [];
  return root === 'section' && id ? id : null;
}

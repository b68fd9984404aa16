import Circle from '@lucide/svelte/icons/circle-dot';
import Coffee from '@lucide/svelte/icons/coffee';
import Eye from '@lucide/svelte/icons/eye';
import Flag from '@lucide/svelte/icons/flag';
import Hammer from '@lucide/svelte/icons/hammer';
import Messages from '@lucide/svelte/icons/messages-square';
import Notebook from '@lucide/svelte/icons/notebook-pen';
import Presentation from '@lucide/svelte/icons/presentation';
import Shapes from '@lucide/svelte/icons/shapes';
import Sunrise from '@lucide/svelte/icons/sunrise';
import type { Component } from 'svelte';
import { type KnownSectionKind, SECTION_KINDS } from '@ensemble/shared/training/outline.schema';
import { SECTION_KIND_WORDS, kindWord } from '@ensemble/shared/training/words';

type Icon = Component<{ class?: string }>;

const ICONS: Readonly<Record<KnownSectionKind, Icon>> = {
  opening: Sunrise,
  input: Presentation,
  demonstration: Eye,
  activity: Shapes,
  discussion: Messages,
  practice: Hammer,
  reflection: Notebook,
  break: Coffee,
  closing: Flag,
};

/** The sign of a kind; always drawn beside its word. */
export const kindIcon = (kind: string): Icon => ICONS[kind as KnownSectionKind] ?? Circle;

/** What can be chosen, with the section's own kind among it where it has no name of ours. */
export function kindChoices(kind: string): { value: string; label: string }[] {
  const known = SECTION_KINDS.map((value) => ({ value: value, label: SECTION_KIND_WORDS[value] }));
  return known.some(({ value }) => value === kind)
    ? known
    : [...known, { value: kind, label: kindWord(kind) }];
}

/** Minutes and a first title for a blank section of this kind. */
export const BLANKS: Readonly<Record<KnownSectionKind, { title: string; minutes: number }>> = {
  opening: { title: 'Opening', minutes: 15 },
  input: { title: 'Input', minutes: 20 },
  demonstration: { title: 'Demonstration', minutes: 15 },
  activity: { title: 'Activity', minutes: 30 },
  discussion: { title: 'Discussion', minutes: 20 },
  practice: { title: 'Practice', minutes: 30 },
  reflection: { title: 'Reflection', minutes: 10 },
  break: { title: 'Break', minutes: 15 },
  closing: { title: 'Closing', minutes: 15 },
};

/** One section as a model is asked to write it. */
export interface AnsweredSection {
  kind: string;
  title: string;
  description: string;
  durationMinutes: number;
  topics: string[];
  materials: string[];
  sources: string[];
}

const STYLES: Record<string, string[]> = {
  precision: ['Aims and agenda', 'Step by step', 'Guided practice', 'Check of what was learned', 'Summary'],
  insight: [
    'A story to begin with',
    'What lies behind it',
    'Cases in pairs',
    'What we noticed',
    'Taking it home',
  ],
  ignite: [
    'Opening challenge',
    'Lightning rounds',
    'Build it in teams',
    'Show what you made',
    'One bold promise',
  ],
  connect: ['Welcome circle', 'Sharing experience', 'Peer consulting', 'What helps us', 'Closing circle'],
};
const KINDS = ['opening', 'input', 'activity', 'discussion', 'closing'];

/** The sources that a prompt offers, by the handles under which it does. */
export const offeredSources = (prompt: string): string[] => [
  ...new Set([...prompt.matchAll(/<source id="(S\d+)"/g)].map(([, id]) => id ?? '')),
];

/** Which persona a prompt is for, by the name of the variant in it. */
export function personaIn(prompt: string): string {
  return /Variant: (\w+)/.exec(prompt)?.[1]?.toLowerCase() ?? 'precision';
}

/** An outline that fits the question: its minutes, its persona, and only sources that it offers. */
export function outlineAnswer(prompt: string): { sections: AnsweredSection[] } {
  const minutes = Number(/Minutes in all: (\d+)/.exec(prompt)?.[1] ?? 60);
  const persona = personaIn(prompt);
  const titles = STYLES[persona] ?? STYLES['precision'] ?? [];
  const sources = offeredSources(prompt);
  const each = Math.floor(minutes / titles.length);
  return {
    sections: titles.map((title, index) => ({
      kind: KINDS[index] ?? 'activity',
      title,
      description: `<p>${title}: what the group does here, in the manner of ${persona}.</p><ul><li>First together</li><li>Then in pairs</li></ul>`,
      durationMinutes: index === 0 ? minutes - each * (titles.length - 1) : each,
      topics: [],
      materials: index === 2 ? ['Flip chart'] : [],
      sources: index === 1 ? sources.slice(0, 1) : [],
    })),
  };
}

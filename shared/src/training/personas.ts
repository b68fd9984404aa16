import { PERSONAS, type Persona } from './variants.schema.ts';

/** The four ways to make an outline, as they are until somebody edits them. */

export interface PersonaConfig {
  persona: Persona;
  label: string;
  /** One sentence for the card. */
  description: string;
  /** For the maker; may hold placeholders. */
  instruction: string;
  isActive: boolean;
}

/** What every persona is told first. */
const BRIEF = `Design a {{sessionType}} called “{{title}}” for {{audience}}, {{duration}} long, in a {{tone}} tone.
Where it stands today: {{currentProblem}}
What people can do afterwards: {{desiredOutcome}}
Topics: {{specificTopics}}
Topics with fixed minutes: {{topics}}
{{passageCount}} passages from {{documentCount}} documents were found; about {{ragPercent}} of the content should rest on them.`;

const instruction = (way: string): string => `${BRIEF}\n\n${way}`;

export const DEFAULT_PERSONAS: Readonly<Record<Persona, PersonaConfig>> = {
  precision: {
    persona: 'precision',
    label: 'Precision',
    description:
      'Structured and measurable: goals, a worked example, guided practice, a check against criteria.',
    instruction: instruction(
      `Be structured and measurable. State for each topic what people can do at its end and how that is checked. Go from a short input to a worked example, to guided practice, to a check against two to four criteria. Number the steps and give each its minutes. Close by measuring where everyone stands and by a plan with a date.`,
    ),
    isActive: true,
  },
  insight: {
    persona: 'insight',
    label: 'Insight',
    description: 'Reflective and evidence-led: own cases first, then what is known, then what it means here.',
    instruction: instruction(
      `Be reflective and led by evidence. Let people look at a case of their own before anything is explained. Then show what is known, with its source, and ask what speaks for and against it here. Leave quiet time to write. Prefer few, long sections. Close with one insight each and what would prove it wrong.`,
    ),
    isActive: true,
  },
  ignite: {
    persona: 'ignite',
    label: 'Ignite',
    description:
      'Energetic and active: a challenge first, short bursts, people on their feet, quick rounds of trying.',
    instruction: instruction(
      `Be energetic and active. Begin each topic with a challenge before it is explained, keep inputs under ten minutes, change the form often, and get people on their feet. Let them try, see what happened, and try again. Close with a commitment said aloud and a first step within two days.`,
    ),
    isActive: true,
  },
  connect: {
    persona: 'connect',
    label: 'Connect',
    description:
      'Relational and in dialogue: pairs, triads and circles, learning from what people have lived.',
    instruction: instruction(
      `Be relational: people learn from each other. Open with stories in pairs, work in pairs, triads and circles, let those with experience speak and those without ask. Give each topic a real conversation and time to listen. Close with what each takes from whom, and with pairs who will ask each other how it went.`,
    ),
    isActive: true,
  },
};

export const defaultPersonas = (): PersonaConfig[] => PERSONAS.map((persona) => DEFAULT_PERSONAS[persona]);

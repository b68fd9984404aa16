import type { ManagedList } from './drafts.schema.ts';

/** What the managed lists hold on an installation that nobody has changed yet. */

export interface DefaultEntry {
  name: string;
  description: string;
}

const entries = (...pairs: [name: string, description: string][]): DefaultEntry[] =>
  pairs.map(([name, description]) => ({ name, description }));

export const DEFAULT_MANAGED_LISTS: Readonly<Record<ManagedList, readonly DefaultEntry[]>> = {
  categories: entries(
    ['Leadership', 'Leading people, teams and decisions.'],
    ['Communication', 'Speaking, listening, writing, feedback and conflict.'],
    ['Facilitation', 'Running meetings, workshops and groups well.'],
    ['Sales and service', 'Working with customers, from first talk to complaint.'],
    ['Digital skills', 'Tools, data and safe ways of working with them.'],
    ['Product and process', 'How we build, improve and hand over.'],
    ['Safety and compliance', 'What must be known and done, and why.'],
    ['Onboarding', 'The first days and weeks of new colleagues.'],
    ['Wellbeing', 'Work that people can keep up and like.'],
  ),
  locations: entries(
    ['Online', 'A video call; say where the link is found.'],
    ['Training room', 'A room with movable tables and a wall to write on.'],
    ['Meeting room', 'A smaller room around one table.'],
    ['Auditorium', 'Fixed rows and a stage.'],
    ['At the workplace', 'Where the work is done.'],
  ),
  audiences: entries(
    ['New colleagues', 'In their first three months.'],
    ['Team leads', 'Lead a team for the first time or for a long time.'],
    ['Managers', 'Lead leads, or a department.'],
    ['Specialists', 'Know their field deeply and are asked about it.'],
    ['Customer-facing staff', 'Speak with customers every day.'],
    ['Trainers and facilitators', 'Run sessions for others.'],
    ['Mixed group', 'People of different roles and experience.'],
  ),
  tones: entries(
    ['Practical', 'Plain words, examples from work, little theory.'],
    ['Friendly', 'Warm and easy; people may laugh.'],
    ['Formal', 'Exact and reserved, as an authority would.'],
    ['Energetic', 'Fast, lively, on their feet.'],
    ['Reflective', 'Calm, with time to think and write.'],
    ['Playful', 'Games and light competition.'],
  ),
};

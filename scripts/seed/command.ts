import { parseArgs } from 'node:util';
import { SEED_PARTS, type SeedPart, seedRows } from './content.ts';
import { findLeftovers, removeLeftovers } from './leftovers.ts';
import { seed } from './seeder.ts';
import type { SeedStore } from './store.ts';
import { count, details, resetPlan, summary } from './words.ts';

export const USAGE = 'usage: npm run seed [-- --only cities|skills|journeys] [--reset] [--yes]';

export interface SeedOptions {
  only: SeedPart | null;
  reset: boolean;
  /** Do not ask. */
  yes: boolean;
}

/** Null when the words on the command line are not the usage's. */
export function readOptions(args: readonly string[]): SeedOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: 'string' }, reset: { type: 'boolean' }, yes: { type: 'boolean' } },
    });
    const only = values.only ?? null;
    if (only !== null && !isPart(only)) return null;
    return { only, reset: values.reset ?? false, yes: values.yes ?? false };
  } catch {
    return null;
  }
}

const isPart = (word: string): word is SeedPart => (SEED_PARTS as readonly string[]).includes(word);

export interface SeedDoors {
  print(line: string): void;
  /** Null where nobody can be asked. */
  ask: ((question: string) => Promise<string>) | null;
}

/** Exit code 0, or 1 when a reset was not agreed to. */
export async function runSeed(store: SeedStore, options: SeedOptions, doors: SeedDoors): Promise<0 | 1> {
  const { print } = doors;
  const rows = seedRows(options.only);
  let removed = { slots: 0, sessions: 0 };
  if (options.reset) {
    const leftovers = await findLeftovers(store, rows);
    const plan = resetPlan(await seed(store, rows, { reset: true, dryRun: true }), leftovers);
    for (const line of plan) print(line);
    if (plan.length > 0 && !options.yes && !(await agreed(doors))) return 1;
    removed = await removeLeftovers(store, leftovers);
  }
  const results = await seed(store, rows, { reset: options.reset, dryRun: false });
  for (const line of [...summary(results), ...details(results)]) print(line);
  if (removed.slots > 0) print(`Removed: ${count(removed.slots, 'slot')} that people had added`);
  if (removed.sessions > 0)
    print(`Removed: ${count(removed.sessions, 'session')} to come that nobody had reserved`);
  const changed = results.some(({ outcome }) => ['made', 'restored', 'updated'].includes(outcome.kind));
  if (!changed && removed.slots + removed.sessions === 0) print('Nothing had to be done.');
  else if (results.some(({ outcome }) => outcome.kind === 'kept'))
    print('What people changed was kept: npm run seed -- --reset restores it, and asks first.');
  return 0;
}

async function agreed({ ask, print }: SeedDoors): Promise<boolean> {
  if (!ask) {
    print('Refused: there is no terminal to ask on. Add --yes if this is what you want.');
    return false;
  }
  const answer = await ask('Go on? [y/N] ');
  if (/^y(es)?$/i.test(answer.trim())) return true;
  print('Nothing was changed.');
  return false;
}

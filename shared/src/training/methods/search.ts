import MiniSearch from 'minisearch';
import { termOf, wordsOf } from '../../search/words.ts';
import { kindWord } from '../words.ts';
import { METHODS } from './library.ts';
import type { Method } from './types.ts';

/** Finding a method by what one remembers of it. */

export interface MethodQuery {
  /** Empty: all, in the library's order. */
  text?: string | undefined;
  kind?: string | undefined;
  /** People there. */
  groupSize?: number | undefined;
  minutes?: number | undefined;
  online?: boolean | undefined;
  limit?: number | undefined;
}

const index = new MiniSearch<Method>({
  fields: ['name', 'words', 'purpose', 'kinds', 'steps', 'materials'],
  extractField: (method, field) => {
    if (field === 'kinds') return method.kinds.map(kindWord).join(' ');
    if (field === 'steps') return method.steps.map(([text]) => text).join(' ');
    if (field === 'materials') return method.materials.join(' ');
    return String(method[field as 'id' | 'name' | 'words' | 'purpose']);
  },
  tokenize: (text) => [...wordsOf(text)].map(({ word }) => word),
  processTerm: termOf,
});
index.addAll(METHODS);

const byId = new Map(METHODS.map((method) => [method.id, method]));

export const methodById = (id: string): Method | undefined => byId.get(id);

const within = (value: number | undefined, [least, most]: readonly [number, number]): boolean =>
  value === undefined || (value >= least && value <= most);

const suits = (method: Method, { kind, groupSize, minutes, online }: MethodQuery): boolean =>
  (kind === undefined || method.kinds.some((known) => known === kind)) &&
  within(groupSize, method.group) &&
  within(minutes, method.minutes) &&
  (online !== true || method.online);

/** Names weigh most; a word's beginning finds it, and so does one with a letter or two wrong. Best first. */
export function scoredMethods(text: string): { method: Method; score: number }[] {
  const found = index.search(text, {
    boost: { name: 6, words: 3, kinds: 2, purpose: 1.5 },
    prefix: (term) => term.length >= 2,
    fuzzy: (term) => (term.length >= 7 ? 2 : term.length >= 4 ? 1 : false),
    weights: { prefix: 0.7, fuzzy: 0.35 },
  });
  return found.flatMap(({ id, score }) => {
    const method = byId.get(id as string);
    return method ? [{ method, score }] : [];
  });
}

export function searchMethods(query: MethodQuery = {}): Method[] {
  const text = query.text?.trim() ?? '';
  const found = text === '' ? [...METHODS] : scoredMethods(text).map(({ method }) => method);
  return found.filter((method) => suits(method, query)).slice(0, query.limit ?? METHODS.length);
}

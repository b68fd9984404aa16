import type { WatchRequest } from '@ensemble/shared';

/** What can be watched, as keys: `instances:<id>`, `sessions:<id>`, …, `city:<slug>`. */

const LISTS = ['instances', 'sessions', 'drafts', 'stories', 'runs'] as const;
type List = (typeof LISTS)[number];

/** The most of a kind that the server takes in one question. */
const AT_ONCE = 500;

export function topicKeys(request: WatchRequest): string[] {
  const keys = LISTS.flatMap((list) => (request[list] ?? []).map((id) => `${list}:${id}`));
  return request.city ? [...keys, `city:${request.city}`] : keys;
}

/** As few questions as there need be: one can name a single city and so many ids. */
export function requestsFor(keys: Iterable<string>): WatchRequest[] {
  const requests: WatchRequest[] = [];
  const withRoom = (hasRoom: (request: WatchRequest) => boolean): WatchRequest => {
    let request = requests.find(hasRoom);
    if (!request) requests.push((request = {}));
    return request;
  };
  for (const key of keys) {
    const at = key.indexOf(':');
    const kind = key.slice(0, at) as List | 'city';
    const id = key.slice(at + 1);
    if (kind === 'city') withRoom(({ city }) => city === undefined).city = id;
    else (withRoom((request) => (request[kind]?.length ?? 0) < AT_ONCE)[kind] ??= []).push(id);
  }
  return requests;
}

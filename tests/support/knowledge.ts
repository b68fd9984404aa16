import type { Answer, Person } from './person.ts';

/** Uploads a file as a browser's form does. */
export async function uploadFile(
  who: Person,
  name: string,
  content: string | Uint8Array,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([content]), name);
  return postForm(who, form);
}

export async function postForm(who: Person, form: FormData): Promise<Answer> {
  const response = await fetch(`${who.origin}/api/knowledge`, {
    method: 'POST',
    headers: { ...(who.cookie ? { cookie: who.cookie } : {}), origin: who.origin },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The titles of what a search finds, best first. */
export async function foundBy(who: Person, query: string): Promise<string[]> {
  const answer = await who.get(`/api/knowledge/search?q=${encodeURIComponent(query)}`);
  const items = answer.body.items as { passage: { title: string } }[];
  return [...new Set(items.map(({ passage }) => passage.title))];
}

import {
  type KnowledgeCreate,
  KnowledgeDocument,
  KnowledgeHits,
  KnowledgePage,
  type KnowledgePatch,
  KnowledgeView,
  type Visibility,
} from '@ensemble/shared/knowledge/knowledge.schema';
import type { z } from 'zod';
import { api, type Fetch, randomKey, type SendOptions } from './client.ts';
import { ApiProblem, networkProblem, readProblem } from './problem.ts';

/** The knowledge base: texts that outlines draw from. */

const at = (id: string): string => `/api/knowledge/${encodeURIComponent(id)}`;

export type Whose = 'all' | 'mine' | 'shared';

export const loadKnowledge = (fetcher: Fetch | undefined, query: { whose: Whose; cursor?: string | null }) =>
  api(fetcher).get(KnowledgePage, '/api/knowledge', { limit: 50, ...query });

export const loadKnowledgeDocument = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(KnowledgeDocument, at(id));

export const searchKnowledge = (fetcher: Fetch | undefined, q: string, signal?: AbortSignal) =>
  api(fetcher).get(KnowledgeHits, '/api/knowledge/search', { q, limit: 20 }, signal);

export const pasteKnowledge = (text: z.input<typeof KnowledgeCreate>, options?: SendOptions) =>
  api().post(KnowledgeView, '/api/knowledge', text, options);

export const changeKnowledge = (id: string, patch: KnowledgePatch, ifMatch: number) =>
  api().patch(KnowledgeView, at(id), patch, { ifMatch });

export const deleteKnowledge = (id: string) => api().delete(at(id));

/**
 * Sends a file; `onprogress` hears the share that has left, 0 to 1. After that the server reads it. Not by fetch,
 * which does not say how far it is. @throws ApiProblem; an AbortError when `signal` says so.
 */
export function uploadKnowledge(
  file: File,
  {
    visibility,
    onprogress,
    signal,
  }: { visibility: Visibility; onprogress: (share: number) => void; signal: AbortSignal },
): Promise<KnowledgeView> {
  const form = new FormData();
  form.set('visibility', visibility);
  form.set('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/knowledge');
    request.setRequestHeader('idempotency-key', randomKey());
    request.upload.onprogress = ({ loaded, total }) => {
      onprogress(total > 0 ? loaded / total : 0);
    };
    request.onerror = () => {
      reject(networkProblem(new Error('the upload broke off')));
    };
    request.onabort = () => {
      reject(new DOMException('stopped', 'AbortError'));
    };
    request.onload = () => {
      answerOf(request).then(resolve, reject);
    };
    signal.addEventListener('abort', () => {
      request.abort();
    });
    request.send(form);
  });
}

async function answerOf(request: XMLHttpRequest): Promise<KnowledgeView> {
  const response = new Response(request.responseText, { status: request.status });
  if (!response.ok) throw await readProblem(response);
  const parsed = KnowledgeView.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw new ApiProblem(
    request.status,
    'unexpected-answer',
    'Ensemble answered in a way this page does not understand. Reload the page.',
  );
}

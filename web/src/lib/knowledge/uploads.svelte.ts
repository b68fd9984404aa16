import {
  KNOWLEDGE_FILE_MAX_BYTES,
  type KnowledgeView,
  type Visibility,
} from '@ensemble/shared/knowledge/knowledge.schema';
import { uploadKnowledge } from '#lib/api/knowledge.ts';
import { asProblem, type ApiProblem } from '#lib/api/problem.ts';
import { sayComplaint } from '#lib/forms/complaints.ts';

export type UploadStep = 'waiting' | 'sending' | 'reading' | 'done' | 'refused';

/** One chosen file on its way. */
export class Upload {
  readonly file: File;
  step = $state<UploadStep>('waiting');
  /** Of the file's bytes, 0 to 1. */
  sent = $state(0);
  /** Why it was refused, as a sentence. */
  reason = $state<string | null>(null);
  /** The same file may be taken later, as when the connection is back. */
  mayRetry = $state(false);
  made = $state.raw<KnowledgeView | null>(null);

  constructor(file: File) {
    this.file = file;
    if (file.size > KNOWLEDGE_FILE_MAX_BYTES) this.refuse('This file is larger than 10 MB.');
    else if (file.size === 0) this.refuse('This file is empty.');
  }

  refuse(reason: string, mayRetry = false): void {
    this.step = 'refused';
    this.reason = reason;
    this.mayRetry = mayRetry;
  }

  retry(): void {
    this.step = 'waiting';
    this.sent = 0;
    this.reason = null;
  }
}

/** The files that a person has chosen: sent one after the other, each with its own outcome. */
export class Uploads {
  items = $state<Upload[]>([]);
  busy = $state(false);
  #stopping = new AbortController();

  get waiting(): Upload[] {
    return this.items.filter(({ step }) => step === 'waiting');
  }

  get refused(): Upload[] {
    return this.items.filter(({ step }) => step === 'refused');
  }

  choose(files: Iterable<File>): void {
    const known = new Set(this.items.map(({ file }) => `${file.name} ${file.size} ${file.lastModified}`));
    for (const file of files) {
      if (!known.has(`${file.name} ${file.size} ${file.lastModified}`)) this.items.push(new Upload(file));
    }
  }

  remove(upload: Upload): void {
    this.items = this.items.filter((item) => item !== upload);
  }

  /** Sends what waits; resolves to what was made. */
  async send(visibility: Visibility): Promise<KnowledgeView[]> {
    this.busy = true;
    const { signal } = this.#stopping;
    const made: KnowledgeView[] = [];
    try {
      for (const upload of this.waiting) {
        if (signal.aborted) break;
        await this.#sendOne(upload, visibility, signal);
        if (upload.made) made.push(upload.made);
      }
    } finally {
      this.busy = false;
    }
    return made;
  }

  /** Forgets everything; what is on its way is stopped. */
  clear(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    this.items = [];
  }

  async #sendOne(upload: Upload, visibility: Visibility, signal: AbortSignal): Promise<void> {
    upload.step = 'sending';
    try {
      upload.made = await uploadKnowledge(upload.file, {
        visibility,
        signal,
        onprogress: (share) => {
          upload.sent = share;
          if (share >= 1) upload.step = 'reading';
        },
      });
      upload.step = 'done';
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = asProblem(thrown);
      upload.refuse(reasonOf(problem), problem.retryable);
    }
  }
}

/** What is said of a file reads as a sentence about it. */
function reasonOf({ fields, detail }: ApiProblem): string {
  const about = fields.find(({ path }) => path === 'file');
  if (!about) return detail;
  return sayComplaint(`This file ${about.message}`, {}, 'file');
}

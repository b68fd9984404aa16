import { Worker } from 'node:worker_threads';
import { AppError, invalidField } from '@ensemble/shared';
import { KNOWLEDGE_TEXT_MAX } from '@ensemble/shared/knowledge/knowledge.schema';
import type { Extracted, ExtractTask } from './extract.worker.ts';
import type { PdfRefusal } from './pdf-text.ts';

/** What one file may take at most; a small one can be made to unfold into more than the machine has. */
export interface ExtractLimits {
  ms: number;
  /** Of the reading thread: its heap and what it holds beside it. */
  memoryMb: number;
  pages: number;
  characters: number;
}

export const EXTRACT_LIMITS: ExtractLimits = {
  ms: 20_000,
  memoryMb: 384,
  pages: 2000,
  characters: KNOWLEDGE_TEXT_MAX,
};

const LOOK_MS = 50;
const MB = 1024 * 1024;

type Ended = { kind: 'done'; answer: Extracted | PdfRefusal } | { kind: 'too-much' } | { kind: 'failed' };

const TOO_MUCH = 'takes too much time or memory to read. Split it or save it anew, and upload that';
const REFUSALS: Record<PdfRefusal, string> = {
  locked: 'is locked with a password. Save it without one and upload that',
  damaged: 'is damaged: it cannot be opened as a PDF',
  'too-long': 'is too long: at most 2,000 pages and 2 million characters. Split it and upload the parts',
};

/**
 * The text of a PDF or of an HTML page, read in a thread of its own that is ended when it takes too much.
 * @throws AppError `invalid` or `too-large` naming `file`.
 */
export async function extract(
  kind: ExtractTask['kind'],
  bytes: Uint8Array,
  limits: ExtractLimits = EXTRACT_LIMITS,
): Promise<Extracted> {
  const ended = await inThread({ kind, bytes: Uint8Array.from(bytes), limits }, limits);
  if (ended.kind === 'too-much') throw invalidField('file', TOO_MUCH);
  if (ended.kind === 'failed') throw invalidField('file', 'cannot be read');
  if (ended.answer === 'too-long') {
    const message = REFUSALS[ended.answer];
    throw new AppError('too-large', `The file ${message}.`, { fields: [{ path: 'file', message }] });
  }
  if (typeof ended.answer === 'string') throw invalidField('file', REFUSALS[ended.answer]);
  return ended.answer;
}

function inThread(task: ExtractTask, { ms, memoryMb }: ExtractLimits): Promise<Ended> {
  const worker = new Worker(new URL('./extract.worker.ts', import.meta.url), {
    workerData: task,
    transferList: [task.bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // Warnings about odd fonts are of no use to anybody.
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve) => {
    let isOver = false;
    // What comes first counts: the thread also ends when it has answered.
    const end = (how: Ended): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      clearInterval(look);
      void worker.terminate().then(() => {
        resolve(how);
      });
    };
    const deadline = setTimeout(end, ms, { kind: 'too-much' } satisfies Ended);
    // The limit on the heap does not count buffers, and it is buffers that a packed stream unfolds into.
    const look = setInterval(() => {
      void worker.getHeapStatistics().then(
        (heap) => {
          if (heap.total_heap_size + heap.external_memory > memoryMb * MB) end({ kind: 'too-much' });
        },
        () => undefined,
      );
    }, LOOK_MS);
    worker.once('message', (answer: Extracted | PdfRefusal) => {
      end({ kind: 'done', answer });
    });
    worker.once('error', (error) => {
      const isMemory = (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
      end({ kind: isMemory ? 'too-much' : 'failed' });
    });
    worker.once('exit', () => {
      end({ kind: 'failed' });
    });
  });
}

import { parentPort, workerData } from 'node:worker_threads';
import { htmlText } from './html-text.ts';
import { type PdfLimits, type PdfRefusal, type PdfText, pdfText } from './pdf-text.ts';

export interface ExtractTask {
  kind: 'pdf' | 'html';
  bytes: Uint8Array;
  limits: PdfLimits;
}
export type Extracted = PdfText | { text: string; title: string | null };

async function run({ kind, bytes, limits }: ExtractTask): Promise<Extracted | PdfRefusal> {
  if (kind === 'pdf') return pdfText(bytes, limits);
  return htmlText(new TextDecoder().decode(bytes));
}

parentPort?.postMessage(await run(workerData as ExtractTask));

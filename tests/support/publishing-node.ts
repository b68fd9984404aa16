/**
 * An app as a process of its own that kills itself in the middle of publishing: `node publishing-node.ts <dataDir>`.
 * Write `<step> before` or `<step> after` into `<dataDir>/kill-at`: when it gets there, once, it is gone. Prints
 * `ready <origin>`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startApp } from './app.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('usage: publishing-node.ts <dataDir>');
const order = join(dataDir, 'kill-at');

function wanted(): string {
  try {
    return readFileSync(order, 'utf8');
  } catch {
    return '';
  }
}

function diesAt(place: string): void {
  if (wanted() !== place) return;
  rmSync(order);
  process.kill(process.pid, 'SIGKILL');
}

const app = await startApp({
  dataDir,
  async aroundPublishing(step, work) {
    diesAt(`${step} before`);
    await work();
    diesAt(`${step} after`);
  },
});
process.stdout.write(`ready ${app.origin}\n`);

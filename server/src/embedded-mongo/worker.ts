import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './commands/engine.ts';
import { listen, type Address } from './wire/server.ts';

/** What the owning thread gives the worker to start with. */
export interface WorkerSettings {
  dataDir: string;
  address: Address;
  offsetMs: number;
}

export type ToWorker = { kind: 'close' } | { kind: 'clock'; call: number; epochMs: number | null };
export type FromWorker =
  { kind: 'ready'; port: number | undefined } | { kind: 'clock-set'; call: number } | { kind: 'closed' };

const SWEEP_MS = 60_000;

async function run(settings: WorkerSettings, port: NonNullable<typeof parentPort>): Promise<void> {
  const post = (message: FromWorker): void => {
    port.postMessage(message);
  };
  const engine = new Engine(settings.dataDir, settings.offsetMs);
  const server = await listen(engine, settings.address);
  const sweeper = setInterval(() => {
    try {
      engine.sweep();
    } catch {
      // A full disk, say: nothing was removed, the next minute tries again, and writers are told by their own errors.
    }
  }, SWEEP_MS);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'clock') {
      engine.setClock(message.epochMs);
      post({ kind: 'clock-set', call: message.call });
      return;
    }
    void close();
  });
  post({ kind: 'ready', port: server.port });

  async function close(): Promise<void> {
    clearInterval(sweeper);
    await server.close();
    await engine.close();
    post({ kind: 'closed' });
    port.close();
  }
}

if (parentPort) await run(workerData as WorkerSettings, parentPort);

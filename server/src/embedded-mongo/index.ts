import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { makePrivate, readUrl, removeUrl, socketPath, socketUrl, writeUrl } from './location.ts';
import { lockFolder } from './storage/lock.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker.ts';

/** A running store: any MongoDB driver connects to its URL. */
export interface EmbeddedStore {
  /** A connection string without a database name: a Unix socket, or a loopback port if one was asked for. */
  readonly url: string;
  /** Fixes `$$NOW` and the clock of TTL indexes at an instant and expires what is due; null lets it run again. */
  setClock: (epochMs: number | null) => Promise<void>;
  /** Stops taking commands, finishes those received, closes the files. Safe to call twice. */
  close(): Promise<void>;
}

export interface EmbeddedStoreOptions {
  /** Folder of the data; made if missing, open to its owner only. */
  dataDir: string;
  /** Listen on this loopback TCP port (0: any free one) instead of a Unix socket. */
  port?: number;
  /** Starts the store's clock this far from the machine's. */
  clock?: { offsetMs: number };
  /** Told if the store's thread dies while it is in use. By default the error is thrown, ending the process. */
  onFailure?: (error: Error) => void;
}

/**
 * Starts the store of a data folder in a worker thread. Fails with a message naming the process that holds the
 * folder if there is one; use its URL then (`runningStoreUrl`).
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const dataDir = resolve(options.dataDir);
  makePrivate(dataDir);
  const lock = lockFolder(dataDir);
  try {
    const path = socketPath(dataDir);
    // Whoever left it there is gone: we hold the lock.
    rmSync(path, { force: true });
    const address = options.port === undefined ? { path } : { port: options.port };
    const thread = await startWorker(
      { dataDir, address, offsetMs: options.clock?.offsetMs ?? 0 },
      options.onFailure,
    );
    const url =
      options.port === undefined
        ? socketUrl(path)
        : `mongodb://127.0.0.1:${String(thread.port)}/?directConnection=true`;
    writeUrl(dataDir, url);
    let closing: Promise<void> | undefined;
    return {
      url,
      setClock: thread.setClock,
      close: () => {
        closing ??= thread.close().finally(() => {
          removeUrl(dataDir);
          rmSync(path, { force: true });
          lock.release();
        });
        return closing;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The URL of the store that serves a data folder now, in whichever process; null if none answers. */
export async function runningStoreUrl(dataDir: string): Promise<string | null> {
  const url = readUrl(resolve(dataDir));
  if (url === undefined) return null;
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2000, connectTimeoutMS: 2000 });
  try {
    await client.db('admin').command({ ping: 1 });
    return url;
  } catch {
    return null;
  } finally {
    await client.close();
  }
}

interface StoreThread {
  port: number | undefined;
  setClock: (epochMs: number | null) => Promise<void>;
  close(): Promise<void>;
}

async function startWorker(
  settings: WorkerSettings,
  onFailure: ((error: Error) => void) | undefined,
): Promise<StoreThread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, execArgv: [] });
  const post = (message: ToWorker): void => {
    worker.postMessage(message);
  };
  const calls = new Map<number, () => void>();
  let lastCall = 0;
  let closed = false;
  const port = await new Promise<number | undefined>((ready, failed) => {
    let started = false;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        started = true;
        ready(message.port);
      } else if (message.kind === 'clock-set') calls.get(message.call)?.();
      else closed = true;
    });
    worker.on('error', (error) => {
      const cause = error instanceof Error ? error : new Error(String(error));
      if (!started) failed(cause);
      else if (onFailure) onFailure(cause);
      else throw cause;
    });
    worker.on('exit', () => {
      failed(new Error('the store ended before it was ready'));
    });
  });
  const exited = new Promise<void>((done) => {
    worker.on('exit', () => {
      done();
    });
  });
  return {
    port,
    setClock: (epochMs) =>
      new Promise((done) => {
        const call = ++lastCall;
        calls.set(call, () => {
          calls.delete(call);
          done();
        });
        post({ kind: 'clock', call, epochMs });
      }),
    close: async () => {
      if (!closed) post({ kind: 'close' });
      await exited;
    },
  };
}

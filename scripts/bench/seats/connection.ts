import { connect, type Socket } from 'node:net';

export interface Heard {
  status: number;
  body: string;
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. Next to nothing on the client's side, so that on few
 * cores what is measured is the server; it reads only answers that say their length, as ours do.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #bytes: Buffer = Buffer.alloc(0);
  #waiting: { resolve(heard: Heard): void; reject(error: Error): void } | null = null;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect(Number(port), hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => {
      this.#read(chunk);
    });
    const end = (error?: Error): void => this.#waiting?.reject(error ?? new Error('the server hung up'));
    this.#socket.on('error', end).on('close', () => {
      end();
    });
  }

  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Heard> {
    const lines = Object.entries({
      host: this.#host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#bytes = this.#bytes.length > 0 ? Buffer.concat([this.#bytes, chunk]) : chunk;
    const headEnd = this.#bytes.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#bytes.toString('latin1', 0, headEnd);
    const end = headEnd + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (this.#bytes.length < end) return;
    const body = this.#bytes.toString('utf8', headEnd + 4, end);
    this.#bytes = this.#bytes.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outlineAnswer } from './llm-outlines.ts';

/** How an object was asked for: by a JSON schema, in JSON mode, or by the prompt alone. */
export type AskedBy = 'schema' | 'json' | 'prompt';

/** One question as the endpoint got it. */
export interface Asked {
  by: AskedBy;
  model: string;
  /** The JSON schema it was asked by. */
  schema: unknown;
  /** The whole conversation as text, for looking into. */
  text: string;
  messages: { role: string; content: string }[];
  authorization: string | undefined;
  /** How many were asked before this one. */
  number: number;
}

/** What the endpoint does with a question. */
export type Reply =
  | { say: string; finish?: 'stop' | 'length' | 'content_filter' }
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Takes the question and never answers; `after` its headers and half a body. */
  | { hang: 'at-once' | 'after-headers' }
  /** Cuts the connection. */
  | { drop: true };

type Script = (asked: Asked) => Reply | Promise<Reply>;

/** A quick answer to 429 and 5xx, so that the client's own pauses do not slow a test. */
export const failing = (status: number): Reply => ({
  status,
  headers: { 'retry-after-ms': '1' },
  body: { error: { message: `made to fail with ${status}` } },
});
export const fenced = (json: string): Reply => ({
  say: `Here is your outline:\n\n\`\`\`json\n${json}\n\`\`\`\nEnjoy!`,
});
/** Half of an answer, told as such or passed off as a whole one. */
export const truncated = (json: string, finish: 'length' | 'stop'): Reply => ({
  say: json.slice(0, Math.floor(json.length * 0.6)),
  finish,
});
/** What a good model would say to this question. */
export const wellBehaved: Script = (asked) => ({ say: JSON.stringify(outlineAnswer(asked.text)) });

/** A real OpenAI-compatible server that does as it is told, so that no test needs a model or the network. */
export class LlmStub {
  /** What it does with the next questions; may be changed at any time. */
  script: Script = wellBehaved;
  /** Forms of answer that it refuses as servers do that do not know them. */
  refuses = new Set<AskedBy>();
  readonly asked: Asked[] = [];
  readonly embedded: string[][] = [];
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<LlmStub> {
    const server = createServer();
    const stub = new LlmStub(server);
    server.on('request', (req, res) => {
      stub.#serve(req, res).catch(() => res.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** For an app that is to use it. */
  settings(more: Record<string, string> = {}): Record<string, string> {
    return { LLM_BASE_URL: this.baseUrl, LLM_API_KEY: LlmStub.key, LLM_MODEL: 'stub-model', ...more };
  }
  static readonly key = 'sk-stub-secret-that-nobody-may-see';

  /** Well-behaved again, and nothing asked yet. */
  reset(): void {
    this.script = wellBehaved;
    this.refuses.clear();
    this.asked.length = 0;
    this.embedded.length = 0;
  }

  /** Resolves when it has been asked so often. */
  async wasAsked(times: number): Promise<void> {
    while (this.asked.length < times) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = JSON.parse(await textOf(req)) as Record<string, unknown>;
    if (req.url?.endsWith('/embeddings')) {
      const input = body['input'] as string[];
      this.embedded.push(input);
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
      json(res, 200, { object: 'list', model: body['model'], data, usage: { prompt_tokens: 1 } });
      return;
    }
    const asked = this.#note(req, body);
    if (this.refuses.has(asked.by)) {
      json(res, 400, { error: { message: `response_format ${asked.by} is not supported` } });
      return;
    }
    const reply = await this.script(asked);
    if ('drop' in reply) res.destroy();
    else if ('hang' in reply) {
      if (reply.hang === 'after-headers') {
        res.writeHead(200, { 'content-type': 'application/json' });
        res.write('{"id":"chatcmpl-1","choices":[');
      }
    } else if ('status' in reply) json(res, reply.status, reply.body ?? {}, reply.headers);
    else json(res, 200, completion(asked.model, reply.say, reply.finish ?? 'stop'));
  }

  #note(req: IncomingMessage, body: Record<string, unknown>): Asked {
    const wanted = body['response_format'] as
      { type?: string; json_schema?: { schema: unknown } } | undefined;
    const format = wanted?.type;
    const messages = body['messages'] as { role: string; content: string }[];
    const asked: Asked = {
      by: format === 'json_schema' ? 'schema' : format === 'json_object' ? 'json' : 'prompt',
      model: String(body['model']),
      schema: wanted?.json_schema?.schema,
      messages,
      text: messages.map(({ content }) => content).join('\n\n'),
      authorization: req.headers.authorization,
      number: this.asked.length,
    };
    this.asked.push(asked);
    for (const look of [...this.#waiting]) {
      this.#waiting.delete(look);
      look();
    }
    return asked;
  }
}

const completion = (model: string, content: string, finish: string) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

function json(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** How often each letter occurs: texts of like words are near each other, which is enough to search by. */
const vectorOf = (text: string): number[] =>
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => text.toLowerCase().split(letter).length - 1 + 0.01);

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

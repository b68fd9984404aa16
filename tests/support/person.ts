/** Somebody at a browser or a client: cookies kept, requests made as a page of the site would. */
export class Person {
  readonly origin: string;
  readonly name: string;
  readonly #cookies = new Map<string, string>();
  userId = '';
  /** As a client without cookies sends it. */
  bearer = '';
  email = '';
  static readonly password = 'correct horse battery';

  constructor(origin: string, name: string) {
    this.origin = origin;
    this.name = name;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async signUp(email: string): Promise<void> {
    this.email = email;
    const answer = await this.post('/api/auth/sign-up/email', {
      name: this.name,
      email,
      password: Person.password,
    });
    if (answer.status !== 200)
      throw new Error(`sign-up failed: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.userId = (answer.body as { user: { id: string } }).user.id;
    this.bearer = answer.headers.get('set-auth-token') ?? '';
  }

  async signIn(email: string, password = Person.password): Promise<void> {
    this.email = email;
    const answer = await this.post('/api/auth/sign-in/email', { email, password });
    if (answer.status !== 200)
      throw new Error(`sign-in failed: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.userId = (answer.body as { user: { id: string } }).user.id;
    this.bearer = answer.headers.get('set-auth-token') ?? '';
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('GET', path, undefined, headers);
  }
  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('POST', path, body, headers);
  }
  patch(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('PATCH', path, body, headers);
  }
  put(path: string, body: unknown): Promise<Answer> {
    return this.request('PUT', path, body);
  }
  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(method === 'GET' ? {} : { origin: this.origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers as a client of any language would: by field, without our types.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

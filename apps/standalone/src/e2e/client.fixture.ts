/** One answer, read completely. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json<Body>(): Body;
}

export interface LinkAnswer {
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly alias: string | null;
  readonly url: string;
  readonly shortUrl: string;
  readonly title: string | null;
  readonly tags: readonly string[];
  readonly redirectStatus: number;
  readonly state: string;
  readonly expiresAt: string | null;
  readonly version: number;
  readonly clicks: number | null;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { pointer: string; rule: string }[];
}

/** Speaks to a service over HTTP, and follows nothing by itself. */
export class Client {
  constructor(
    private readonly base: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body === undefined;
    const response = await fetch(`${this.base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: <Body>() => JSON.parse(text) as Body,
    };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  async shorten(body: unknown, headers?: Readonly<Record<string, string>>): Promise<LinkAnswer> {
    const answer = await this.send('POST', '/api/v1/links', body, headers);
    if (answer.status !== 201) throw new Error(`not made: ${answer.status} ${answer.text}`);
    return answer.json<LinkAnswer>();
  }
}

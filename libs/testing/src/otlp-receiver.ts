import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as OTLP has it in JSON; https://opentelemetry.io/docs/specs/otlp/. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code: number };
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

interface RawSpan extends Omit<ReceivedSpan, 'attributes'> {
  readonly attributes: readonly {
    readonly key: string;
    readonly value: Readonly<Record<string, string | number>>;
  }[];
}

interface Request {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

/** Takes traces over OTLP/HTTP as a collector does, and keeps them. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** All that was received, word for word. */
  received = '';
  /** With false it takes what is sent and never answers. */
  answers = true;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new OtlpReceiver(server);
    server.on('request', (request, response) => {
      void receiver.take(request).then(() => {
        if (receiver.answers) response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  trace(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    if (this.server.listening) await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    const body = await text(request);
    this.received += body;
    if (request.url !== '/v1/traces') return;
    const { resourceSpans } = JSON.parse(body) as Request;
    for (const { scopeSpans } of resourceSpans)
      for (const { spans } of scopeSpans) this.spans.push(...spans.map(readable));
  }
}

function readable({ attributes, ...span }: RawSpan): ReceivedSpan {
  const values = attributes.map(({ key, value }) => [key, Object.values(value)[0]!] as const);
  return { ...span, attributes: Object.fromEntries(values) };
}

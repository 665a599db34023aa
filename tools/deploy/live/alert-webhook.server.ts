/** Hears what Alertmanager tells its receivers. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

export interface HeardAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: string;
}

interface Notification {
  readonly receiver: string;
  readonly alerts: readonly Omit<HeardAlert, 'receiver'>[];
}

export class AlertWebhook {
  readonly heard: HeardAlert[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      json(request).then(
        (body) => {
          const { receiver, alerts } = body as Notification;
          this.heard.push(...alerts.map((alert) => ({ ...alert, receiver })));
          response.end();
        },
        // Alertmanager tries again
        () => response.writeHead(400).end(),
      );
    });
  }

  static async listen(port: number): Promise<AlertWebhook> {
    const webhook = new AlertWebhook();
    await once(webhook.#server.listen(port, '127.0.0.1'), 'listening');
    return webhook;
  }

  /** @returns the seconds that it took. @throws when it is not heard in time. */
  async hear(isIt: (alert: HeardAlert) => boolean, patienceMs: number): Promise<number> {
    const startedAt = performance.now();
    const seen = this.heard.length;
    while (!this.heard.slice(seen).some(isIt)) {
      if (performance.now() - startedAt > patienceMs)
        throw new Error(`no such alert within ${patienceMs / 1000} s; heard: ${JSON.stringify(this.heard)}`);
      await sleep(POLL_MS);
    }
    return (performance.now() - startedAt) / 1000;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

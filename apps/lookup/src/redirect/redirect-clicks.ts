import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import { Inject, Injectable } from '@nestjs/common';
import { clickOverrides, ClickRecorder } from '@fleetlink/click';
import type { LinkTarget } from '@fleetlink/link';
import { RedirectTraces } from './redirect-traces.js';
import { LookupOptions } from '../lookup.settings.js';
import type { RequestFields } from './request-fields.js';

/** Tells the recorder what a redirect knows of its click, after the answer is on its way. */
@Injectable()
export class RedirectClicks {
  private readonly trusts: ((address: string, hop: number) => boolean) | undefined;
  /** With CLICK_OVERRIDES=on an old log can be replayed: a request may say when and where its click happened. */
  private readonly takesOverrides: boolean;

  constructor(
    private readonly recorder: ClickRecorder,
    private readonly traces: RedirectTraces,
    @Inject(LookupOptions) { trustProxy, click }: LookupOptions,
  ) {
    this.trusts = trustProxy.length > 0 ? proxyAddr.compile([...trustProxy]) : undefined;
    this.takesOverrides = click.overrides === 'on';
  }

  /** A client that has gone by now was not redirected: its socket has no address left. */
  record(target: LinkTarget, nowMs: number, socket: Socket, fields: RequestFields): void {
    if (socket.remoteAddress === undefined) return;
    this.recorder.record({
      linkId: target.id,
      tenantId: target.tenantId,
      name: target.name,
      at: nowMs,
      address: this.addressOf(socket, fields.forwardedFor),
      agent: fields.agent,
      referrer: fields.referrer,
      languages: fields.languages,
      trace: this.traces.traced(target, nowMs, fields.traceparent),
      ...(this.takesOverrides ? clickOverrides(fields.clickAt, fields.clickCountry) : undefined),
    });
  }

  /** The client's, past the proxies that TRUST_PROXY names; the library is the one that Fastify uses. */
  private addressOf(socket: Socket, forwardedFor: string | undefined): string {
    if (this.trusts === undefined || forwardedFor === undefined) return socket.remoteAddress!;
    const request = { socket, headers: { 'x-forwarded-for': forwardedFor } };
    return proxyAddr(request as unknown as IncomingMessage, this.trusts);
  }
}

import type { Server } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Drain, ServiceLog } from '@fleetlink/service';
import { LookupOptions } from '../lookup.settings.js';
import { Redirects } from '../redirect/redirects.js';
import { HttpFront } from './http-front.js';
import { SocketFront } from './socket-front.js';

/** Answers names before the router, on the fronts that REDIRECT_LANE asks for. */
@Injectable()
export class RedirectLane implements OnModuleInit {
  private socketFront: SocketFront | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly redirects: Redirects,
    private readonly log: ServiceLog,
    @Inject(Drain) private readonly drain: Drain,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  onModuleInit(): void {
    const { lane } = this.options.redirect;
    if (lane === 'off') return;
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    new HttpFront(this.redirects, this.log).takeOver(server);
    if (lane === 'socket')
      this.socketFront = new SocketFront({
        server,
        redirects: this.redirects,
        log: this.log,
        drain: this.drain,
      });
  }

  /** Connections on the socket front; zeros where there is none. */
  get counters(): SocketFront['counters'] {
    return this.socketFront?.counters ?? { taken: 0, handedOver: 0 };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { clickOverrides } from '@fleetlink/click';
import type { FastifyRequest } from 'fastify';
import { LookupOptions } from '../lookup.settings.js';

/** With CLICK_OVERRIDES=on, an old log can be replayed: a request may say when and where its click happened. */
@Injectable()
export class ClickOverrides {
  private readonly on: boolean;

  constructor(@Inject(LookupOptions) { click }: LookupOptions) {
    this.on = click.overrides === 'on';
  }

  of(headers: FastifyRequest['headers']): ReturnType<typeof clickOverrides> {
    if (!this.on) return undefined;
    return clickOverrides(single(headers['x-click-at']), single(headers['x-click-country']));
  }
}

function single(field: string | string[] | undefined): string | undefined {
  return typeof field === 'string' ? field : undefined;
}

import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { pageHeaders } from '../page/html.js';
import { LookupOptions } from '../lookup.settings.js';
import { landingPage } from './landing.page.js';

/** Short links are not for search engines; the pages they lead to are. */
const ROBOTS = 'User-agent: *\nDisallow: /\n';

/** What browsers and crawlers ask of any host. */
@Controller()
export class FrontController {
  private readonly landing: string;

  constructor(@Inject(LookupOptions) { publicUrl }: LookupOptions) {
    this.landing = landingPage(publicUrl);
  }

  @Get()
  page(@Res() reply: FastifyReply): void {
    void reply.headers({ ...pageHeaders, 'Cache-Control': 'no-cache' }).send(this.landing);
  }

  @Get('robots.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=86400')
  robots(): string {
    return ROBOTS;
  }

  @Get('favicon.ico')
  @HttpCode(204)
  @Header('Cache-Control', 'public, max-age=86400')
  favicon(): void {}
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.js';

/** The readable page of the API at /api/docs. */
export function mountApiPage(app: NestFastifyApplication, publicUrl: string): void {
  SwaggerModule.setup('api/docs', app, openApiDocument(publicUrl) as unknown as OpenAPIObject, {
    customSiteTitle: 'Fleetlink API',
    raw: false,
  });
}

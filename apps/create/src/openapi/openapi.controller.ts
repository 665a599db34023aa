import { Controller, Get, Inject } from '@nestjs/common';
import { CreateOptions } from '../create.settings.js';
import { openApiDocument } from './openapi-document.js';

@Controller('api/v1/openapi.json')
export class OpenApiController {
  constructor(@Inject(CreateOptions) private readonly options: CreateOptions) {}

  @Get()
  document() {
    return openApiDocument(this.options.publicUrl);
  }
}

import { schemas } from './components.js';
import { paths } from './paths.js';

/** The public contract of the API, as OpenAPI 3.1 has it. */
export function openApiDocument(publicUrl: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fleetlink',
      version: '1',
      description:
        'Shortens links and counts their clicks. Errors are RFC 9457 problem documents with a stable `code`. ' +
        'Short links themselves live at the root: `GET /{name}` redirects, `GET /{name}+` shows where to.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    },
  };
}

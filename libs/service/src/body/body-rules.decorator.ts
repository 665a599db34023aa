import { RouteConfig } from '@nestjs/platform-fastify';

export interface BodyRuleSet {
  /** The largest body in bytes, instead of the service's 16 KB. */
  readonly bytesMax?: number;
  /**
   * Media type whose body the handler reads as a stream; the body is then a `Readable`, no size limit and
   * no REQUEST_TIMEOUT_MS hold, only a limit on silence; the handler bounds its lines itself.
   */
  readonly stream?: string;
}

/** Body limits of one route. */
export function BodyRules(bodyRules: BodyRuleSet) {
  return RouteConfig({ bodyRules });
}

import { RouteConfig } from '@nestjs/platform-fastify';
import type { Priority } from './load-gate.js';

export interface RouteRuleSet {
  /** The largest body in bytes, instead of the service's 16 KB. */
  readonly bytesMax?: number;
  /**
   * Media type whose body the handler reads as a stream; the body is then a `Readable`, no size limit and
   * no REQUEST_TIMEOUT_MS hold, only a limit on silence; the handler bounds its lines itself.
   */
  readonly stream?: string;
  /** What is refused first under load; `create` where nothing is said. */
  readonly priority?: Priority;
}

/** Limits and priority of one route. */
export function RouteRules(rules: RouteRuleSet) {
  return RouteConfig({ rules });
}

/** What Fastify was told of a route. */
export function rulesOf(config: object | undefined): RouteRuleSet {
  return (config as { rules?: RouteRuleSet } | undefined)?.rules ?? {};
}

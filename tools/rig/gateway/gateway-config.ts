/** Fills in docker/nginx's template as envsubst does in the image: the rig runs the very configuration. */
import type { FleetNode, ServiceName, ServiceNode } from '../plan/fleet-node.ts';
import type { Variables } from '../service/fleet-environment.ts';

/** A server that failed twice is left alone for 2 s, unless all of its group are. */
const FAILURES = ['max_fails=2 fail_timeout=2s', 'backup max_fails=0'];

/** What the template asks for, when the nodes are on this machine. */
export function gatewayVariables(nodes: readonly FleetNode[]): Variables {
  const services = nodes.filter((node): node is ServiceNode => node.kind === 'service');
  const ofApp = (app: ServiceName) => services.filter((node) => node.app === app);
  const gateway = nodes.find(({ kind }) => kind === 'gateway');
  return {
    GATEWAY_LISTEN: `127.0.0.1:${gateway?.port}`,
    GATEWAY_TLS: '',
    GATEWAY_RESOLVER: '',
    // load comes from one address here
    GATEWAY_UNLIMITED: '127.0.0.0/8 0;',
    CREATE_SERVERS: servers(ofApp('create').map(({ reachedAt }) => reachedAt)),
    LOOKUP_SERVERS: servers(ofApp('lookup').map(({ reachedAt }) => reachedAt)),
    STATS_SERVERS: servers(ofApp('stats').map(({ reachedAt }) => reachedAt)),
    CREATE_MANAGEMENT_SERVERS: servers(ofApp('create').map(({ managementPort }) => managementPort)),
  };
}

export function servers(ports: readonly number[]): string {
  const listed = FAILURES.flatMap((rule) => ports.map((port) => `server 127.0.0.1:${port} ${rule};`));
  return listed.join(' ');
}

/** @throws when a variable has no value: nginx would take the rest for a name of its own. */
export function render(template: string, variables: Variables): string {
  return withoutComments(template).replace(/\$\{([A-Z_]+)\}/g, (_whole, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`the template asks for ${name}, which nobody sets`);
    return value;
  });
}

/** The comments name the variables too. */
function withoutComments(template: string): string {
  return template
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
}

/** The registered routes, asked only when a request found none, to tell 405 from 404. */
export class RouteTable {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] =
    [];

  add(url: string, methods: string | readonly string[]): void {
    this.routes.push({ segments: url.split('/'), methods: [methods].flat() });
  }

  /** The methods that the path answers to, sorted; empty when nothing is there. */
  methodsOf(path: string): readonly string[] {
    const segments = path.split('/');
    const methods = this.routes
      .filter((route) => matches(route.segments, segments))
      .flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function matches(route: readonly string[], path: readonly string[]): boolean {
  const wildcard = route.at(-1) === '*';
  if (wildcard ? path.length < route.length : path.length !== route.length) return false;
  return route.every((segment, at) => segment === '*' || fits(segment, path[at] ?? ''));
}

function fits(segment: string, text: string): boolean {
  return segment.startsWith(':') ? text !== '' : segment === text;
}

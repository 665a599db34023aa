/** Everything under this prefix is the API; everything else is short links and a few pages. */
const API_PREFIX = '/api/';

export function isApiPath(path: string): boolean {
  return path.startsWith(API_PREFIX);
}

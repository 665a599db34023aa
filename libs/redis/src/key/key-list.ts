import { changeKeys, clickKeys, hotKeys, linkKeys } from './fleet-keys.js';
import type { RedisKeyClass } from './key-class.js';

/** Every class of keys and channels, as docs/redis-keys.md shows them. */
export const redisKeyClasses: readonly RedisKeyClass[] = [
  ...Object.values(linkKeys),
  ...Object.values(hotKeys),
  ...Object.values(clickKeys),
  ...Object.values(changeKeys),
];

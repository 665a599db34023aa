import { describe } from '@jest/globals';
import { linkCacheContract } from '../testing/link-cache.contract.js';
import { MemoryLinkCache } from '../testing/memory-link.cache.js';

describe('MemoryLinkCache', () => linkCacheContract(() => new MemoryLinkCache()));

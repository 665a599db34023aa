import { jest } from '@jest/globals';

// A cold start of a server, and of the processes that a test starts, on a machine that is busy with other tests. Jest
// heeds `testTimeout` only for a whole run, not for one of its projects.
jest.setTimeout(30_000);

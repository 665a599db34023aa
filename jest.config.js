// Three kinds of test, told apart by file name: pure (milliseconds), db (real Postgres), e2e (black box over HTTP).
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
  modulePathIgnorePatterns: ['/dist/', '/.fleetlink/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

// One server a run, whichever of the projects are selected: Jest calls a file that two of them name once.
const withPostgres = {
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/libs/testing/src/test-timeout.ts'],
};

export default {
  projects: [
    { ...shared, displayName: 'pure', testMatch: ['**/*.spec.ts'] },
    { ...shared, ...withPostgres, displayName: 'db', testMatch: ['**/*.db-spec.ts'] },
    { ...shared, ...withPostgres, displayName: 'e2e', testMatch: ['**/*.e2e-spec.ts'] },
  ],
};

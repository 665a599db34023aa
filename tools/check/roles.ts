/**
 * The closed list of roles in `<thing>.<role>.ts`: each says in one sentence what a reader may expect of
 * such a file. A file without a role holds what its name says: `minter.ts`, the minter.
 */
export const ROLES: Readonly<Record<string, string>> = {
  module: 'wires providers and controllers of one feature for Nest.',
  controller: 'answers HTTP requests: takes them apart, calls one use case, shapes the answer.',
  guard: 'lets a request pass or refuses it.',
  filter: 'turns errors into answers.',
  interceptor: 'wraps the handling of a request.',
  pipe: 'checks or converts one argument of a handler.',
  decorator: 'marks a class, method or parameter for the framework.',
  schema: 'says with zod which input or output is valid.',
  settings: 'names the settings and limits of one topic, with their schema.',
  errors: 'is the closed error catalogue of one lib.',
  entity: 'maps one table to plain columns.',
  store: 'holds every statement on one kind of thing; all storage code lives in such files.',
  file: 'keeps one thing in one file on disk.',
  migration: 'changes the schema of a database, once.',
  cache: 'keeps copies of what a store holds.',
  event: 'is a versioned fact with its serialiser and its parser.',
  bus: 'carries events from one process to another.',
  strategy: 'receives what a Nest transport delivers.',
  server: 'listens, or starts and stops something that listens.',
  client: 'talks to one kind of server.',
  worker: 'runs in a thread or process of its own.',
  job: 'does its work at set times.',
  metrics: 'declares counters, gauges and histograms of one topic.',
  health: 'tells whether one dependency can be relied on.',
  check: 'is one row of a table of checks.',
  command: 'is one command of an operator or developer tool.',
  page: 'renders HTML.',
  config: 'configures a tool.',
  contract: 'is a suite that every implementation of one interface has to pass.',
  factory: 'builds valid examples for tests.',
  fixture: 'is data for tests.',
  scenario: 'breaks a fleet on purpose and tells whether it kept one promise.',
  d: 'declares the types of a package that ships none.',
};

/** Roles that may follow another one: `link.store.db-spec.ts` tests `link.store.ts`. */
export const TEST_ROLES: Readonly<Record<string, string>> = {
  spec: 'is a pure test that takes milliseconds.',
  'db-spec': 'tests against real servers (Postgres, Redis).',
  'e2e-spec': 'tests a whole process from outside, over HTTP.',
  bench: 'measures.',
};

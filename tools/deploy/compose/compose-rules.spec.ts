import { readFileSync } from 'node:fs';
import { expect, it, test } from '@jest/globals';
import { COMPOSE_FILES } from './compose-files.ts';
import { composeOf, readCompose } from './compose-file.ts';
import { faultsIn } from './compose-rules.ts';

const [SMALL, PRODUCTION] = COMPOSE_FILES as [string, string];

test.each(COMPOSE_FILES)('%s keeps every rule', (path) => {
  expect(faultsIn(readCompose(path))).toEqual([]);
});

type Mistake = readonly [wrong: string, right: string | RegExp, fault: string];

/** What may go wrong with a real file, and the fault that has to be found. */
const MISTAKES: Readonly<Record<string, readonly Mistake[]>> = {
  [SMALL]: [
    [
      '  DATABASE_POOL_SIZE:',
      /^ {2}DATABASE_POOL_SIZE_MAX:/m,
      'DATABASE_POOL_SIZE is no setting of this image',
    ],
    ["TRUST_PROXY: 'gateway'", /TRUST_PROXY: .*/, 'TRUST_PROXY'],
    ['', /^ {2}CODE_KEY: .*\n/m, 'CODE_KEY: is required'],
    ['@postgress:5432/catalog', /@postgres:5432\/catalog/, 'no service is called postgress'],
    ['@postgres:5433/catalog', /@postgres:5432\/catalog/, 'postgres listens on 5432, not on 5433'],
    ['@postgres:5432/catalogue', /@postgres:5432\/catalog/, 'postgres has no database catalogue'],
    ['server lookup:8083', /server lookup:8082/, 'lookup listens on 8082 and 9082, not on 8083'],
    ['redis-state-9:6379', /redis-state-2:6379,?/, 'no service is called redis-state-9'],
    ['postgrez: { condition', /postgres: \{ condition/, 'depends on postgrez, which is no service'],
    [
      'lookup: { condition: service_started',
      /lookup: \{ condition: service_healthy/,
      'waits for lookup, but not until it is ready',
    ],
    ['x-check:', /healthcheck:(?=\n\s+# not on the socket)/, 'waits for postgres, which has no health check'],
    ["restart: 'always'", /restart: 'no'/, 'waits for migrate, which is started again when it ends'],
    ["['data:/var/lib/postgresql']", /\['postgres:\/var\/lib\/postgresql'\]/, 'volume data is not declared'],
    ["['data:/var/lib/postgresql']", /\['postgres:\/var\/lib\/postgresql'\]/, 'volume postgres is not used'],
    ['source: database,', /source: databases,/, 'config database is not declared'],
    ['- ./nginx/ngnix.conf', /- \.\/nginx\/nginx\.conf/, 'mounts ./nginx/ngnix.conf, which is not there'],
    [
      '  lookup:\n    container_name: lookup',
      /^ {2}lookup:/m,
      'lookup: a container_name stands against --scale',
    ],
    ["  lookup:\n    ports: ['127.0.0.1:8082:8082']", /^ {2}lookup:/m, 'has room for one replica'],
    [
      "volumes: ['postgres:/var/lib/fleetlink']",
      /volumes: \[\/var\/lib\/fleetlink\]/,
      'its replicas would share the volume postgres',
    ],
    [
      'image: docker.io/library/postgres:latest',
      /image: docker\.io\/library\/postgres:.*/,
      'postgres: its image is not pinned',
    ],
    ["  postgres:\n    ports: ['5432:5432']", /^ {2}postgres:$/m, 'the port 5432:5432 is open to everybody'],
    ['POSTGRES_PASSWORD: fleetlink', /POSTGRES_PASSWORD: \$.*/, 'POSTGRES_PASSWORD is a secret'],
    [
      '${REDIS_PASSWORD:-redis}',
      /\$\{REDIS_PASSWORD:\?\}/,
      '${REDIS_PASSWORD:-redis} may be empty or guessed',
    ],
    ['read_only: false', /read_only: true/, 'wants read_only'],
    ['', /^ {4}restart: unless-stopped\n/m, 'says not what becomes of it when it ends'],
    ['{ memory: 1GB }', /\{ memory: 1G \}/, 'postgres: has no limit of memory'],
    [
      '--max-old-space-size=384',
      /--max-old-space-size=256/,
      'a heap of 384 MiB leaves too little of its memory',
    ],
    ['max_connections=120', /max_connections=200/, 'postgres: pools may ask for'],
  ],
  [PRODUCTION]: [
    ['replicas: 40', /replicas: 4/, 'GiB in all, above 32'],
    ["cpus: '4'", /cpus: '0\.5'/, 'CPUs in all, above 16'],
    ['max_client_conn = 400', /max_client_conn = 2000/, 'pgbouncer: pools may ask for'],
    ['default_pool_size = 400', /default_pool_size = 40/, 'shard-0: pools may ask for'],
    ['shard_3 = host=shard-4', /shard_3 = host=shard-3/, 'no service is called shard-4'],
    [
      'prometheus: { condition: service_healthy }\n      shard-1-replica:',
      /shard-1-replica:(?= \{ condition)/,
      'which only profile observability starts',
    ],
    ["['5432:9090']", /\['127\.0\.0\.1:9090:9090'\]/, 'prometheus: the port 5432:9090 is open'],
  ],
};

const ROWS = Object.entries(MISTAKES).flatMap(([path, mistakes]) =>
  mistakes.map(([wrong, right, fault]) => ({ path, wrong, right, fault })),
);

it.each(ROWS)('finds: $fault', ({ path, wrong, right, fault }) => {
  const text = readFileSync(path, 'utf8');
  const broken = text.replace(right, () => wrong);
  expect(broken).not.toBe(text);
  expect(faultsIn(composeOf(path, broken)).join('\n')).toContain(fault);
});

/** A compose file as our rules read it: anchors merged, variables filled in. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ComposeFile {
  readonly path: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content?: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  /** As it was written, variables and all. */
  readonly text: string;
}

export interface Service {
  readonly image?: string;
  readonly build?: { readonly target?: string };
  readonly command?: string | readonly string[];
  readonly restart?: string;
  readonly container_name?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly ipv4_address?: string }>>;
  readonly deploy?: {
    readonly replicas?: number;
    readonly resources?: {
      readonly limits?: { readonly memory?: string };
      readonly reservations?: { readonly cpus?: string };
    };
  };
}

export type NamedService = readonly [name: string, service: Service];

/** `${NAME}`, `${NAME:-default}` or `${NAME:?message}`; `$$` is a dollar sign. */
const VARIABLE = /\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}/g;

/** What stands in for a value that only an installation knows. */
const SAMPLES: Readonly<Record<string, string>> = {
  CODE_KEY: '00112233445566778899aabbccddeeff',
  PUBLIC_URL: 'https://go.example.com',
};
const SAMPLE = 'a1b2c3';

export function readCompose(path: string): ComposeFile {
  return composeOf(path, readFileSync(path, 'utf8'));
}

/** The path says where its mounts are. */
export function composeOf(path: string, text: string): ComposeFile {
  const parsed = parse(text, { merge: true, maxAliasCount: 1_000 }) as Partial<ComposeFile>;
  const { services = {}, configs = {}, volumes = {} } = filledIn(parsed);
  return { path, services, configs, volumes, text };
}

export function servicesOf({ services }: ComposeFile): NamedService[] {
  return Object.entries(services);
}

export function replicasOf({ deploy }: Service): number {
  return deploy?.replicas ?? 1;
}

/** The words of the command, however it was written. */
export function commandOf({ command = [] }: Service): string {
  return typeof command === 'string' ? command : command.join(' ');
}

/** `docker.io/library/postgres` of `docker.io/library/postgres:18.0-bookworm`. */
export function repositoryOf({ image = '' }: Service): string {
  return image.replace(/:[^/]*$/, '');
}

function filledIn<Value>(value: Value): Value {
  if (typeof value === 'string') return interpolated(value) as Value;
  if (Array.isArray(value)) return value.map(filledIn) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item)])) as Value;
}

function interpolated(text: string): string {
  return text.replace(VARIABLE, (whole, name: string | undefined, operator, rest: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    return operator === ':-' ? rest! : (SAMPLES[name] ?? SAMPLE);
  });
}

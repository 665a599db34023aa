import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The process environment, or a stand-in for it: names to raw text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One environment variable: how it is read and what the settings page says of it. */
export interface Setting<Value = unknown> {
  /** The variable's name; the same value may come from the file that `NAME_FILE` names. */
  readonly env: string;
  readonly about: string;
  readonly schema: z.ZodType<Value>;
  readonly secret: boolean;
  /** True when NODE_ENV=production must not fall back to the default. */
  readonly requiredInProduction: boolean;
  /** Raw values that NODE_ENV=production refuses. */
  readonly refusedInProduction: readonly string[];
}

/** The settings of one subject, such as the Postgres pools. Keys are what the code reads. */
export type Topic = Readonly<Record<string, Setting>>;

export type TopicValues<T extends Topic> = {
  readonly [Key in keyof T]: T[Key] extends Setting<infer Value> ? Value : never;
};

export type Settings<T extends Readonly<Record<string, Topic>>> = {
  readonly [Name in keyof T]: TopicValues<T[Name]>;
};

interface SettingOptions {
  readonly secret?: boolean;
  readonly requiredInProduction?: boolean;
  readonly refusedInProduction?: readonly string[];
}

/** Declares one setting. The schema receives raw text, or undefined when the variable is unset. */
export function setting<S extends z.ZodType>(
  env: string,
  about: string,
  schema: S,
  options: SettingOptions = {},
): Setting<z.output<S>> {
  return {
    env,
    about,
    schema: schema as unknown as z.ZodType<z.output<S>>,
    secret: options.secret ?? false,
    requiredInProduction: options.requiredInProduction ?? false,
    refusedInProduction: options.refusedInProduction ?? [],
  };
}

/** Every fault of the environment at once, by name and never by value: values may be secrets. */
export class SettingsError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads and checks the settings of all topics.
 * @throws {SettingsError} naming every variable that is missing or malformed.
 */
export function readSettings<T extends Readonly<Record<string, Topic>>>(
  topics: T,
  environment: Environment,
): Settings<T> {
  const faults: string[] = [];
  const values = Object.entries(topics).map(([name, topic]) => [name, readTopic(topic, environment, faults)]);
  if (faults.length > 0) throw new SettingsError(faults);
  return Object.freeze(Object.fromEntries(values)) as Settings<T>;
}

function readTopic(topic: Topic, environment: Environment, faults: string[]): object {
  const values: Record<string, unknown> = {};
  for (const [key, declared] of Object.entries(topic)) {
    const raw = rawText(declared.env, environment, faults);
    const fault = productionFault(declared, raw, environment);
    if (fault) faults.push(fault);
    const parsed = declared.schema.safeParse(raw);
    if (parsed.success) values[key] = parsed.data;
    else faults.push(...parsed.error.issues.map((issue) => `${declared.env}: ${issue.message}`));
  }
  return Object.freeze(values);
}

function productionFault(declared: Setting, raw: string | undefined, environment: Environment) {
  if (environment['NODE_ENV'] !== 'production') return undefined;
  if (declared.requiredInProduction && raw === undefined)
    return `${declared.env}: is required with NODE_ENV=production and has no default there`;
  if (raw !== undefined && declared.refusedInProduction.includes(raw))
    return `${declared.env}: this value is refused with NODE_ENV=production`;
  return undefined;
}

/** An empty variable counts as unset, as compose files and charts often leave one behind. */
function rawText(name: string, environment: Environment, faults: string[]): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    faults.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
    return undefined;
  }
}

import { createTopics } from '@fleetlink/create';
import { edgeTopics } from '@fleetlink/edge';
import { lookupTopics } from '@fleetlink/lookup';
import { readSettings, SettingsError, type Topic } from '@fleetlink/settings';
import { statsTopics } from '@fleetlink/stats';
import { type ComposeFile, servicesOf, type Service } from '../compose-file.ts';

type Topics = Readonly<Record<string, Topic>>;

/** What each image reads; the operators' command reads what create does. */
export const TOPICS: Readonly<Record<string, Topics>> = {
  create: createTopics,
  lookup: lookupTopics,
  stats: statsTopics,
  edge: edgeTopics,
  cli: createTopics,
};

/** Node's own. */
const NODE_NAMES = new Set(['NODE_OPTIONS']);

/** Every setting is one that the image reads, and the image would start with all of them. */
export function appSettings(file: ComposeFile): string[] {
  return servicesOf(file).flatMap(([name, service]) => {
    const topics = TOPICS[service.build?.target ?? ''];
    return topics ? faultsOf(service, topics).map((fault) => `${name}: ${fault}`) : [];
  });
}

function faultsOf({ environment = {} }: Service, topics: Topics): string[] {
  const known = new Set(Object.values(topics).flatMap((topic) => Object.values(topic).map(({ env }) => env)));
  const unknown = Object.keys(environment).filter(
    (name) => !known.has(name.replace(/_FILE$/, '')) && !NODE_NAMES.has(name),
  );
  return [...unknown.map((name) => `${name} is no setting of this image`), ...refused(environment, topics)];
}

function refused(environment: Readonly<Record<string, string | number>>, topics: Topics): string[] {
  const texts = Object.entries(environment).map(([name, value]) => [name, String(value)]);
  try {
    readSettings(topics, { NODE_ENV: 'production', ...Object.fromEntries(texts) });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return [...error.faults];
    throw error;
  }
}

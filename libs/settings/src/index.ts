export { readSettings, setting, SettingsError } from './settings.js';
export type { Environment, Setting, Settings, Topic, TopicValues } from './settings.js';
export { commaList, json, oneOf, wholeNumber } from './kinds.js';

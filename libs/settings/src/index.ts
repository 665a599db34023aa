export { readSettings, setting, SettingsError } from './settings.js';
export type { Environment, Setting, Settings, Topic, TopicValues } from './settings.js';
export { commaList, httpBase, json, oneOf, wholeNumber } from './kinds.js';

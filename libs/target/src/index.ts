export {
  ALIAS_REASONS,
  AliasPolicy,
  type AliasPolicySettings,
  type AliasReason,
  type AliasVerdict,
} from './alias-policy.js';
export { TargetPolicy, type TargetPolicySettings, type TargetVerdict } from './target-policy.js';
export { TARGET_REASONS, type TargetReason } from './target-reasons.js';
export type { TargetWarning } from './target-warnings.js';
export { ALIAS_LENGTH_MAX, ALIAS_LENGTH_MIN, SHORTENER_HOSTS, URL_LENGTH_MAX } from './target.settings.js';

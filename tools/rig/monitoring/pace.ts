/** What is slow in production so that it bears a whole fleet is quick in the rig, where somebody waits for it. */

/** Of scrapes and of the evaluation of rules. */
export const INTERVAL = '1s';

/** How long a condition has to hold before its alert fires. */
export const HOLD = '2s';

/** How long Alertmanager collects alerts before it tells of them. */
export const COLLECTION = '1s';

/** What k6 runs: the profile LOAD_PROFILE, its rates multiplied by LOAD_SCALE. */
import { optionsOf } from './options.ts';
import { PROFILES } from './profiles.ts';

export { create, guess, miss, redirect, stats, visit } from './deeds.ts';

const { LOAD_PROFILE = 'smoke', LOAD_SCALE = '1' } = __ENV;
const profile = PROFILES[LOAD_PROFILE];
if (profile === undefined) throw new Error(`no profile is called ${LOAD_PROFILE}`);

export const options = optionsOf(profile, Number(LOAD_SCALE));

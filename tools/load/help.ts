import { PROFILES } from '../../load-tests/profiles.ts';

const NAME_WIDTH = Math.max(...Object.keys(PROFILES).map((name) => name.length));

export const HELP = `Sends one of the load profiles of load-tests/ with k6 and compares what comes back with the plan's targets.

  npm run load -- smoke
      Starts a Fleetlink of its own in one process, creates links, sends the load, and removes all of it again.
  npm run load -- peak --scale 0.1
      A tenth of the rates, people and links: two cores cannot send and answer 10,000 requests a second.
  npm run load -- steady --rig
      Against the distributed shape on this machine (npm run rig -- --help).
  npm run load -- mixed --target https://go.example --key KEY --lookup http://10.0.0.7:9082
      Against one that runs. --lookup names the management port of a lookup process, once for each: the cache hits
      are read there.

Profiles
${Object.entries(PROFILES)
  .map(([name, { about }]) => `  ${name.padEnd(NAME_WIDTH)}  ${about}\n`)
  .join('')}
k6 is the one on the PATH (1.0 or newer), or is built once with Go into ~/.cache/fleetlink.
The report with its plots is left in .load/PROFILE.html.

Ends with exit code 0 if every target was met, 1 if one was not, 2 if the command was wrong.
`;

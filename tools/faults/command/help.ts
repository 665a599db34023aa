export const HELP = `Breaks a rig on purpose, and tells whether Fleetlink kept its promises.

  npm run faults -- B5                    one scenario; several names run one after the other
  npm run faults -- gate                  those that npm test runs
  npm run faults -- all                   every scenario, and a table at the end
  npm run faults -- --list                what there is
  npm run faults -- --mutants [NAME...]   breaks the product in a copy of this clone, one mutant after the other,
                                          and shows that the scenario of each goes red

Options
  --seed N     repeats the choices of an earlier run (random)
  --no-build   takes dist as it is

A scenario starts the distributed shape (npm run rig) on free ports, drives it over HTTP, and writes down what it
was told. When the faults are over it reads every acknowledged link back, from the primaries and through the
gateway, and compares the clicks. What a failed run leaves (history, logs, verdict) is kept in .faults/.

Ends with exit code 0 if every promise was kept, 1 if one was broken, 2 if the command was wrong, 3 if something
came to no verdict.
`;

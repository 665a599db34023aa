export const HELP = `Starts the distributed shape of Fleetlink on this machine, from local programs, and breaks it on demand.

  npm run rig -- up                       4 shards with a replica each, two Redis Clusters, create, 2 lookups,
                                          stats and the nginx gateway; prints an API key and a line to try
  npm run rig -- status [--json]          every node: role, port, pid, state, replication lag, memory
  npm run rig -- env                      export lines for npx fleetlink, the demo and psql: eval "$(…)"
  npm run rig -- logs NAME... [-f]        the end of a node's log; -f goes on
  npm run rig -- down                     ends everything and removes all of it, also after a crash

  npm run rig -- kill NAME...             SIGKILL to every process of the node, as a power cut
  npm run rig -- start NAME...            starts it again
  npm run rig -- restart NAME...          ends in good order and starts again
  npm run rig -- stop NAME...             SIGSTOP: connections stay open and nothing answers
  npm run rig -- cont NAME...             SIGCONT
  npm run rig -- promote shard-0-replica-0 [--force]
                                          makes it the primary; its siblings follow
  npm run rig -- pause-replay NAME        a replica that falls behind
  npm run rig -- resume-replay NAME       and catches up
  npm run rig -- fault NAME FAULT         what the proxy before the node does (see --proxy):
                                          delay=MS, half-open, reset, byte-per-second, throttle=BYTES, off

  NAME is a node as status shows it, or several at once: shard-0, shards, databases, redis-cache,
  redis-state, redis, lookup, services, monitoring, all.

Options of up
  --shards N        1 to 8 (4)                       --replicas N     of each shard, 0 to 3 (1)
  --lookups N       1 to 8 (2)                       --port-base N    first of 400 ports (8000)
  --creates N       1 or 2 (1)                       --stats N        1 or 2 (1)
  --pgbouncer       a pooler before every primary    --embedded       npm's Postgres, not Debian's
  --proxy NAMES     fault proxies before these nodes or groups, comma-separated: shard-0,redis-cache
  --edge-cache N    the gateway answers redirects from its cache for N seconds (0); edge counts them
  --set NAME=VALUE  a setting for every service, as often as needed: --set CLICK_OVERRIDES=on
  --no-services     databases and Redis only         --no-build       takes dist as it is
  --monitoring      Prometheus, Alertmanager and exporters, on docker/monitoring's configuration

Options of every other command
  --port-base N     which rig, where several are up

Ends with exit code 0, 1 if it failed, 2 if the command was wrong.
`;

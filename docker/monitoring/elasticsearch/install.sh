#!/bin/sh
# Tells an Elasticsearch how logs are indexed and for how long they are kept; as often as you like.
set -eu
cd "$(dirname "$0")"
put() {
  curl --fail --silent --show-error --retry 30 --retry-all-errors --retry-delay 2 --max-time 10 \
    --request PUT --header 'Content-Type: application/json' --data-binary "@$2" "$LOGS_URL/$1"
  echo
}
put _ilm/policy/fleetlink-logs lifecycle.json
put _index_template/fleetlink-logs index-template.json

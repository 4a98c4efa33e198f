# shellcheck shell=bash
# shellcheck disable=SC2154  # the scripts set them
# For the scripts in which hosts of scripts/classroom.sh talk, and tapbond listens.
#
#   background      array: what runs beside the script, by process id
#   sensor_pid      tapbond; $scratch/tapbond.log has what it says

background=()

end_background() {
  local pid
  for pid in "${background[@]}"; do kill "$pid" 2>/dev/null || true; done
}

wait_until() {  # COMMAND...
  local tries
  for ((tries = 0; tries < 1200; ++tries)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  echo "${0##*/}: waited in vain for: $*" >&2
  return 1
}

beside() {  # NAMESPACE COMMAND...
  ip netns exec "$@" >/dev/null 2>&1 &
  background+=($!)
}

host_listens() {  # NAMESPACE PROTOCOL-OPTION PORT
  [[ -n $(ip netns exec "$1" ss -Hln "$2" "sport = :$3") ]]
}

# On both outputs of the tap.
sensor_listens() {
  kill -0 "$sensor_pid" 2>/dev/null || { cat "$scratch/tapbond.log" >&2; exit 1; }
  [[ $(grep -cs 'listening on' "$scratch/tapbond.log") -eq 2 ]]
}

answer_names() {  # NAMESPACE --address=/DOMAIN/ADDRESS...
  beside "$1" dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --user=root \
    --no-resolv --no-hosts "${@:2}"
  wait_until host_listens "$1" -u 53
}

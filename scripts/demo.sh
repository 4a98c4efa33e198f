#!/usr/bin/env bash
# The main job from nothing: builds tapbond, taps a small network and shows the bonded stream.
set -euo pipefail

usage() {
  cat <<END
usage: demo.sh [FILE]

Installs the packages, builds tapbond, makes a classroom in network namespaces (an attack
host and its target with a passive tap between them, a sensor on the tap's two outputs), sends a
ping, a DNS question and a TCP transfer through it, shows the bonded text live, writes FILE (default
bonded.pcapng) and ends with the summary and Wireshark's analysis of the file.
Removes everything but the file at the end, also when interrupted.

Without root it bonds two capture files that it generates instead.
END
}

case ${1-} in
  --help) usage; exit ;;
  -*) usage >&2; exit 2 ;;
esac
file=$(realpath -m "${1-bonded.pcapng}")
cd "$(dirname "$0")/.."
tapbond=$PWD/build/sensor/tapbond
prefix='tapbond-demo'
attack=${prefix}1-attack
target=${prefix}1-target
sensor=${prefix}1-sensor
target_address=10.0.1.2
lines_shown=30
scratch=$(mktemp -d)
background=()

clean_up() {
  local pid
  for pid in "${background[@]}"; do kill "$pid" 2>/dev/null || true; done
  if [[ $EUID -eq 0 ]]; then scripts/classroom.sh down --prefix "$prefix"; fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() {
  printf '\n== %s\n' "$1"
}

wait_until() {  # COMMAND...
  local tries
  for ((tries = 0; tries < 200; ++tries)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  echo "demo.sh: waited in vain for: $*" >&2
  return 1
}

first_lines() {
  awk -v shown="$lines_shown" 'NR <= shown { print; fflush() }
    END { if (NR > shown) print "... and " NR - shown " lines more" }'
}

build() {  # TARGET...
  step "Build (Release)"
  cmake --preset release >"$scratch/cmake.log" || { cat "$scratch/cmake.log"; exit 1; }
  cmake --build --preset release --parallel "$(nproc)" --target "$@"
}

sensor_listens() {
  kill -0 "$sensor_pid" 2>/dev/null || { cat "$scratch/tapbond.log" >&2; exit 1; }
  [[ $(grep -cs 'listening on' "$scratch/tapbond.log") -eq 2 ]]
}

target_listens() {  # PROTOCOL-OPTION PORT
  [[ -n $(ip netns exec "$target" ss -Hln "$1" "sport = :$2") ]]
}

transfer() {
  ip netns exec "$target" nc -l 5001 >"$scratch/received" &
  background+=($!)
  wait_until target_listens -t 5001
  dd if=/dev/urandom of="$scratch/sent" bs=1M count=20 status=none
  ip netns exec "$attack" nc -N "$target_address" 5001 <"$scratch/sent"
  wait "${background[-1]}"
  cmp "$scratch/sent" "$scratch/received"
  echo "20 MiB transferred"
}

live_demo() {
  build tapbond
  step "A classroom: attack host, tap, target, and a sensor on the tap's two outputs"
  scripts/classroom.sh up --prefix "$prefix"

  step "tapbond -i eth1 -i eth2 --leg --print -w ${file##*/}    (first $lines_shown lines)"
  ip netns exec "$sensor" "$tapbond" -n -i eth1 -i eth2 --leg --print -w "$file" \
    --label eth1=attack --label eth2=target > >(first_lines) 2>"$scratch/tapbond.log" &
  sensor_pid=$!
  background+=("$sensor_pid")
  wait_until sensor_listens
  cat "$scratch/tapbond.log"

  ip netns exec "$target" dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --user=root \
    --no-resolv --no-hosts --address="/classroom.test/$target_address" 2>"$scratch/dnsmasq.log" &
  background+=($!)
  wait_until target_listens -u 53
  ip netns exec "$attack" ping -n -q -c 3 -i 0.3 "$target_address" >"$scratch/ping"
  ip netns exec "$attack" dig +short "@$target_address" www.classroom.test >"$scratch/dig"
  transfer >"$scratch/transfer"
  sleep 0.5
  kill -TERM "$sensor_pid"
  wait "$sensor_pid"
  sleep 0.2

  step "What the hosts say"
  tail -n 2 "$scratch/ping"
  echo "www.classroom.test is $(cat "$scratch/dig")"
  cat "$scratch/transfer"
  echo "TCP segments sent again: $(retransmitted "$attack") by the attack host," \
    "$(retransmitted "$target") by the target"
  step "What tapbond says"
  grep -v 'listening on' "$scratch/tapbond.log"
}

retransmitted() {  # NAMESPACE
  ip netns exec "$1" nstat -asz TcpRetransSegs | awk '/^TcpRetransSegs/ { print $2 }'
}

file_demo() {
  echo "not root: no network namespaces, so two generated capture files stand in for the tap"
  build tapbond capture_maker
  build/tests/tools/capture_maker --count 2000 "$scratch/east.pcap" "$scratch/west.pcap"
  step "tapbond -r east.pcap -r west.pcap --leg --print -w ${file##*/}    (first $lines_shown lines)"
  (cd "$scratch" && "$tapbond" -n -r east.pcap -r west.pcap --leg --print -w "$file") \
    2>"$scratch/tapbond.log" | first_lines
  step "What tapbond says"
  cat "$scratch/tapbond.log"
}

analyse() {
  step "What Wireshark says of ${file##*/}"
  capinfos -M -c -u -o -I "$file" | grep -E 'packets|duration|order|Name =|Description =' |
    sed 's/^ \+/  /'
  local finding
  for finding in lost_segment retransmission out_of_order; do
    echo "tcp.analysis.$finding: $(tshark -n -r "$file" -Y "tcp.analysis.$finding" \
      2>/dev/null | wc -l) frames"
  done
}

scripts/packages.sh build demo
if [[ $EUID -eq 0 ]]; then
  live_demo
else
  file_demo
fi
analyse
printf '\nThe capture is in %s\n' "$file"

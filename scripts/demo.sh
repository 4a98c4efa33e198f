#!/usr/bin/env bash
# The main job from nothing: builds tapbond, taps a small network and shows the bonded stream.
set -euo pipefail

usage() {
  cat <<END
usage: demo.sh [--guest] [FILE]

Installs the packages, builds tapbond, makes a classroom in network namespaces (an attack
host and its target with a passive tap between them, a sensor on the tap's two outputs), sends a
ping, a DNS question and a TCP transfer through it, shows the bonded text live, writes FILE (default
bonded.pcapng) and ends with the summary and Wireshark's analysis of the file.
Removes everything but the file at the end, also when interrupted.

With --guest the sensor is a virtual machine (scripts/lab/guest.sh): a Debian guest with the package
installed, its two vNICs on the tap's outputs. That takes some minutes the first time, without KVM.

Without root it bonds two capture files that it generates instead.
END
}

guest=false
case ${1-} in
  --help) usage; exit ;;
  --guest) guest=true; shift ;;
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
legs=(eth1 eth2)
megabytes=20
scratch=$(mktemp -d)
# shellcheck source=scripts/lib/hosts.sh
. scripts/lib/hosts.sh

clean_up() {
  end_background
  if $guest; then scripts/lab/guest.sh down --prefix "$prefix"; fi
  if [[ $EUID -eq 0 ]]; then scripts/classroom.sh down --prefix "$prefix"; fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() {
  printf '\n== %s\n' "$1"
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

transfer() {
  ip netns exec "$target" nc -l 5001 >"$scratch/received" &
  background+=($!)
  wait_until host_listens "$target" -t 5001
  # Among random bytes tshark can find a length that keeps it busy for minutes.
  seq -f %015.0f $((megabytes << 16)) >"$scratch/sent"  # lines of 16 bytes
  ip netns exec "$attack" nc -N "$target_address" 5001 <"$scratch/sent"
  wait "${background[-1]}"
  cmp "$scratch/sent" "$scratch/received"
  echo "$megabytes MiB transferred"
}

in_guest() {  # COMMAND...
  scripts/lab/guest.sh run --prefix "$prefix" "$@"
}

# An emulated processor is no match for a wire of 1 Gbit/s. The queue holds all that is sent.
slow_down() {
  local host
  for host in "$attack" "$target"; do
    tc -n "$host" qdisc replace dev eth0 root tbf rate 10mbit burst 16kb latency 3s
  done
  megabytes=2
}

sensor_up() {
  if $guest; then
    step "A classroom: attack host, tap, target, and a virtual machine on the tap's two outputs"
    scripts/lab/guest.sh up --prefix "$prefix"
    slow_down
    legs=(leg1 leg2)
    in_guest /usr/share/tapbond/scripts/guest/legs.sh up "${legs[@]}"
  else
    build tapbond
    step "A classroom: attack host, tap, target, and a sensor on the tap's two outputs"
    scripts/classroom.sh up --prefix "$prefix"
  fi
}

sense() {  # TAPBOND-OPTION...: in place of this shell
  if $guest; then
    exec scripts/lab/guest.sh run --prefix "$prefix" tapbond "$@" --order causal -w bonded.pcapng
  else
    exec ip netns exec "$sensor" "$tapbond" "$@" -w "$file"
  fi
}

stop_sensor() {
  if $guest; then in_guest pkill -INT tapbond; else kill -TERM "$sensor_pid"; fi
  wait "$sensor_pid"
  if $guest; then scripts/lab/guest.sh fetch --prefix "$prefix" bonded.pcapng "$file"; fi
}

live_demo() {
  sensor_up
  step "tapbond -i ${legs[0]} -i ${legs[1]} --leg --print -w ${file##*/}    (first $lines_shown lines)"
  sense -n -i "${legs[0]}" -i "${legs[1]}" --leg --print --label "${legs[0]}=attack" \
    --label "${legs[1]}=target" > >(first_lines) 2>"$scratch/tapbond.log" &
  sensor_pid=$!
  background+=("$sensor_pid")
  wait_until sensor_listens
  cat "$scratch/tapbond.log"

  answer_names "$target" "--address=/classroom.test/$target_address"
  ip netns exec "$attack" ping -n -q -c 3 -i 0.3 "$target_address" >"$scratch/ping"
  ip netns exec "$attack" dig +short "@$target_address" www.classroom.test >"$scratch/dig"
  transfer >"$scratch/transfer"
  sleep 0.5
  stop_sensor
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

if $guest; then scripts/packages.sh demo lab; else scripts/packages.sh build demo; fi
if $guest && [[ $EUID -ne 0 ]]; then
  echo "demo.sh: a guest's network needs root: sudo $0 --guest" >&2
  exit 1
fi
if [[ $EUID -eq 0 ]]; then
  live_demo
else
  file_demo
fi
analyse
printf '\nThe capture is in %s\n' "$file"

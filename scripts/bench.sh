#!/usr/bin/env bash
# Measures tapbond against its peers, in turns, in the same run.
set -euo pipefail

usage() {
  cat <<END
usage: bench.sh [-n RUNS] [--seconds S] [--only TEXT] [--directory DIR] [ROWS...]

  live      two legs under load: loss, order, processor time and memory, against two tcpdumps
            (merged afterwards by mergecap, to see their order) and dumpcap
  causal    what --order causal costs: 500 kpps of UDP, 300 kpps of 1000 TCP conversations, and the
            merge of 2 x 1,000,000 packets of each, against --order stamp and two tcpdumps
  duplicates  what --duplicates drop costs at 500 kpps, against --duplicates keep
  large     frames of 1500, 9000 and 60,000 bytes as fast as the sender goes, likewise
  stall     the programs are stopped for some seconds while frames come, against tcpdumps
  latency   time from a frame to its line of text, the other leg idle, against one tcpdump
  files     the merge of 2 x 1,000,000 and of 2 x 5,000,000 packets, against mergecap and cat
  legs      the merge of as many packets from 2, 4, 8, 16 and 32 files
  text      1,000,000 packets printed (UDP, TCP, DNS, a mix), against tcpdump -n and tshark -n
  sessions  the log of sessions: of 300 kpps of 10,000 TCP conversations beside a capture, against the
            capture alone; of 1,000,000 packets (TCP, DNS, a mix), against tcpdump -n and tshark's
            table of conversations
  serve     two legs under load, to a file alone and to a file and a reader over TCP
  looked_at two legs under load, while a browser has the page open, against without the page
  synced    two legs under load, each file on the disk every second (--sync 1), against without
  rotation  the merge of 2 x 1,000,000 packets into one file, and into files of 10 million bytes
  mirror    two guests on a bridge that scripts/hypervisor/mirror.sh mirrors to a sensor: what that
            costs their throughput, and the load above which the sensor misses packets

ROWS defaults to all of them. Every figure is the median of RUNS (default 5, at least 3); what
stands in brackets is the least and the most of them. Losses are percent of what was sent.

  --seconds S      length of each load (default 3)
  --only TEXT      of live, duplicates, large, stall, sessions, serve and looked_at only the loads
                   with this in their name
  --directory DIR  where the captures go, some GiB (default: \$TMPDIR or /var/tmp)
  --help

In the column "tapbond" a figure of 0.50 says that tapbond needed half of what this line's program
needed: of processor time in live, causal and duplicates rows and in the live one of sessions, of wall
time in the others. Frames out of order are counted in the file that the program (or mergecap) wrote:
against the frame before, by time stamp and by the number that the sender gave them. Memory is cold:
nothing is done to make the pages of the captures ready beforehand. Rows that listen need root: live,
causal, duplicates, large, stall, latency, sessions, serve, looked_at, synced, mirror.
END
}

runs=5
seconds=3
only=
directory=${TMPDIR-/var/tmp}
rows=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -n) runs=${2:?-n needs a number}; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --only) only=${2:?--only needs a text}; shift ;;
    --directory) directory=${2:?--directory needs a path}; shift ;;
    --help) usage; exit ;;
    live | causal | duplicates | large | stall | latency | files | legs | text | sessions | serve | looked_at | synced | rotation | mirror) rows+=("$1") ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
if [[ ! $runs =~ ^[0-9]+$ || $runs -lt 3 || ! $seconds =~ ^[1-9][0-9]*$ ]]; then
  usage >&2
  exit 2
fi
if [[ ${#rows[@]} -eq 0 ]]; then rows=(live causal duplicates large stall latency files legs text sessions serve looked_at synced rotation mirror); fi

cd "$(dirname "$0")/.."
tapbond=$PWD/build/sensor/tapbond
tools=$PWD/build/tests/tools
mkdir -p "$directory"
scratch=$(mktemp -d -p "$directory")
sender=bench$$-sender
sensor=bench$$-sensor
captures=()
namespaces=("$sender" "$sensor")

clean_up() {
  local pid name
  for pid in "${captures[@]}"; do kill "$pid" 2>/dev/null || true; done
  for name in "${namespaces[@]}"; do ip netns delete "$name" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# shellcheck source=scripts/lib/bench.sh
. scripts/lib/bench.sh
for row in "${rows[@]}"; do
  # shellcheck source=/dev/null  # each is checked by itself
  . "scripts/bench/$row.sh"
done

scripts/packages.sh build test
cmake --preset release -DTAPBOND_TESTS=ON >"$scratch/cmake.log" || { cat "$scratch/cmake.log"; exit 1; }
cmake --build --preset release --parallel "$(nproc)" \
  --target tapbond frame_sender capture_check capture_maker line_latency measure traffic_maker \
  >"$scratch/build.log" ||
  { cat "$scratch/build.log"; exit 1; }
echo "median (least - most) of $runs"
if [[ " ${rows[*]} " =~ " "(live|causal|duplicates|large|stall|latency|sessions|serve|looked_at|synced)" " ]]; then make_network; fi
for row in "${rows[@]}"; do "$row"; done

#!/usr/bin/env bash
# Measures tapbond against its peers, in turns, in the same run.
set -euo pipefail

usage() {
  cat <<END
usage: bench.sh [-n RUNS] [--seconds S] [--directory DIR] [ROWS...]

  live      two legs under load: loss, order, processor time and memory, against two tcpdumps
            (merged afterwards by mergecap, to see their order) and dumpcap
  latency   time from a frame to its line of text, the other leg idle, against one tcpdump
  files     the merge of 2 x 1,000,000 packets, against mergecap and cat
  legs      the merge of as many packets from 2, 4, 8, 16 and 32 files
  text      1,000,000 packets printed (UDP, TCP, DNS, a mix), against tcpdump -n and tshark -n
  serve     two legs under load, to a file alone and to a file and a reader over TCP
  rotation  the merge of 2 x 1,000,000 packets into one file, and into files of 10 million bytes
  mirror    two guests on a bridge that scripts/hypervisor/mirror.sh mirrors to a sensor: what that
            costs their throughput, and the load above which the sensor misses packets

ROWS defaults to all of them. Every figure is the median of RUNS (default 3, at least 3).

  --seconds S      length of each load (default 3)
  --directory DIR  where the captures go, some GiB (default: \$TMPDIR or /var/tmp)
  --help

In the column "tapbond" a figure of 0.50 says that tapbond needed half of what this line's program
needed: of processor time in live rows, of wall time in the others. Frames out of order are
counted in the file that the program (or mergecap) wrote: against the frame before, by time stamp
and by the number that the sender gave them. live, latency, serve and mirror need root.
END
}

runs=3
seconds=3
directory=${TMPDIR-/var/tmp}
rows=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -n) runs=${2:?-n needs a number}; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --directory) directory=${2:?--directory needs a path}; shift ;;
    --help) usage; exit ;;
    live | latency | files | legs | text | serve | rotation | mirror) rows+=("$1") ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
if [[ ! $runs =~ ^[0-9]+$ || $runs -lt 3 || ! $seconds =~ ^[1-9][0-9]*$ ]]; then
  usage >&2
  exit 2
fi
if [[ ${#rows[@]} -eq 0 ]]; then rows=(live latency files legs text serve rotation mirror); fi

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

value() {  # FILE KEY: of key=value lines
  sed -n "s/^$2=//p" "$1"
}

# A sample is a line of a file named after its row and program: cpu, wall, KiB, lost, by stamp, by
# number.
sample() {  # ROW PROGRAM CPU WALL KIB LOST BY-STAMP BY-NUMBER
  echo "${@:3}" >>"$scratch/samples.$1.$2"
}

median() {  # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$1" | sort -g |
    awk '{ value[NR] = $1 } END {
      print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

print_head() {
  printf '\n%-22s %-13s %8s %10s %10s %8s %8s %8s %8s\n' "$1" program lost% 'by stamp' 'by number' \
    'cpu s' 'wall s' MiB tapbond
}

# One line per program; tapbond's own median of COLUMN over the program's is the last figure.
print_row() {  # ROW SENT COLUMN PROGRAM...
  local row=$1 sent=$2 column=$3 program file own
  own=$(median "$scratch/samples.$row.tapbond" "$column")
  for program in "${@:4}"; do
    file=$scratch/samples.$row.$program
    printf '%-22s %-13s' "${row//_/ }" "${program//_/ }"
    awk -v cpu="$(median "$file" 1)" -v wall="$(median "$file" 2)" -v kib="$(median "$file" 3)" \
      -v lost="$(median "$file" 4)" -v stamp="$(median "$file" 5)" \
      -v number="$(median "$file" 6)" -v sent="$sent" -v own="$own" -v column="$column" \
      'function or_dash(text, value) { return value < 0 ? "-" : text }
      BEGIN {
        other = column == 1 ? cpu : wall
        printf " %8s %10s %10s %8.2f %8.2f %8.0f %8s\n",
          or_dash(sprintf("%.3f", 100 * lost / sent), lost), or_dash(sprintf("%d", stamp), stamp),
          or_dash(sprintf("%d", number), number), cpu, wall, kib / 1024,
          (other > 0 ? sprintf("%.2f", own / other) : "-")
      }'
  done
}

need_root() {
  if [[ $EUID -ne 0 ]]; then
    echo "bench.sh: live, latency, serve and mirror make network namespaces and need root" >&2
    exit 1
  fi
}

make_network() {
  local name number
  need_root
  for name in "$sender" "$sensor"; do
    ip netns add "$name"
    ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
      net.ipv6.conf.default.disable_ipv6=1
  done
  for number in 1 2; do
    ip link add "tx$number" netns "$sender" type veth peer name "eth$number" netns "$sensor"
    ip -n "$sender" link set "tx$number" up
    ip -n "$sensor" link set "eth$number" promisc on arp off up
  done
  # The kernel announces a new link with up to a second's delay.
  until [[ $(ip -n "$sensor" link show | grep -c 'eth.*state UP') -eq 2 ]]; do sleep 0.05; done
}

capture() {  # READY-WORDS NAME COMMAND...: started, measured into NAME.measured, and ready
  local ready=$1 name=$2 tries
  ip netns exec "$sensor" "$tools/measure" "$scratch/$name.measured" "${@:3}" \
    >"$scratch/$name.out" 2>"$scratch/$name.err" &
  captures+=($!)
  for ((tries = 0; tries < 200; ++tries)); do
    if grep -qs "$ready" "$scratch/$name.err"; then return; fi
    sleep 0.05
  done
  cat "$scratch/$name.err" >&2
  return 1
}

end_captures() {
  local pid
  sleep 1.2  # the kernel hands its last block to tcpdump and dumpcap after a second
  for pid in "${captures[@]}"; do kill -TERM "$pid"; done
  for pid in "${captures[@]}"; do wait "$pid" || true; done
  captures=()
}

sum() {  # KEY NAME...: of the measurements
  local key=$1 name
  for name in "${@:2}"; do value "$scratch/$name.measured" "$key"; done |
    awk '{ sum += $1 } END { print sum }'
}

live_sample() {  # ROW PROGRAM SENT FILE MEASUREMENT...
  "$tools/capture_check" --count "$3" "$4" >"$scratch/checked"
  sample "$1" "$2" "$(sum cpu_s "${@:5}")" "$(value "$scratch/$5.measured" wall_s)" \
    "$(sum max_rss_kib "${@:5}")" "$(value "$scratch/checked" missing)" \
    "$(value "$scratch/checked" inversions_by_stamp)" \
    "$(value "$scratch/checked" inversions_by_number)"
  rm -f "$scratch"/*.pcap "$scratch"/*.pcapng
}

# The host of a virtual machine finds memory for it when it is first used, and takes back what lay
# idle: without this, the program that happens to write to new memory is several times as slow.
touch_memory() {  # BYTES: that the captures will take
  dd if=/dev/zero of="$scratch/memory" bs=1M count=$(($1 / 1048576 + 1)) status=none
  rm "$scratch/memory"
}

send() {  # SENDER-OPTION...
  ip netns exec "$sender" "$tools/frame_sender" -i tx1 -i tx2 "$@" >"$scratch/sent"
}

live_row() {  # ROW COUNT SIZE SENDER-OPTION...
  local row=$1 count=$2 run number buffer program bytes=$(($2 * ($3 + 32)))
  local send=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    touch_memory "$bytes"
    capture 'listening on eth2' tapbond "$tapbond" -i eth1 -i eth2 -w "$scratch/tapbond.pcap"
    "${send[@]}"
    end_captures
    live_sample "$row" tapbond "$count" "$scratch/tapbond.pcap" tapbond

    for buffer in '' 32768; do
      program=2_tcpdumps${buffer:+_-B}
      touch_memory "$bytes"
      for number in 1 2; do
        capture 'listening on' "tcpdump$number" tcpdump ${buffer:+-B "$buffer"} \
          -i "eth$number" -w "$scratch/$number.pcap"
      done
      "${send[@]}"
      end_captures
      mergecap -F pcap -w "$scratch/merged.pcap" "$scratch/1.pcap" "$scratch/2.pcap"
      live_sample "$row" "$program" "$count" "$scratch/merged.pcap" tcpdump1 tcpdump2
    done

    touch_memory "$bytes"
    capture 'File:' dumpcap dumpcap -i eth1 -i eth2 -w "$scratch/dumpcap.pcapng"
    "${send[@]}"
    end_captures
    live_sample "$row" dumpcap "$count" "$scratch/dumpcap.pcapng" dumpcap
  done
  print_row "$row" "$count" 1 tapbond 2_tcpdumps 2_tcpdumps_-B dumpcap
}

# How many frames the sender sends in --seconds at full speed.
full_speed() {  # SIZE
  send --count 500000 --size "$1"
  sed -n 's/^total.* pps=//p' "$scratch/sent" | awk -v s="$seconds" '{ print int($1 * s) }'
}

live() {
  local rate
  print_head "live (${seconds} s)"
  for rate in 50 300 500; do
    live_row "${rate}_kpps_x_100_B" $((rate * 1000 * seconds)) 100 --rate "${rate}000"
  done
  live_row full_speed_x_100_B "$(full_speed 100)" 100
  live_row full_speed_x_1500_B "$(full_speed 1500)" 1500
}

latency_run() {  # PROGRAM COMMAND...
  local program=$1 reader
  mkfifo "$scratch/lines"
  "$tools/line_latency" <"$scratch/lines" >"$scratch/latency" &
  reader=$!
  ip netns exec "$sensor" "${@:2}" >"$scratch/lines" 2>"$scratch/err" &
  captures=($!)
  until grep -qs 'listening on eth1' "$scratch/err"; do sleep 0.05; done
  send --count $((seconds * 100)) --rate 100 --weights 1,0
  end_captures
  wait "$reader"
  rm "$scratch/lines"
  echo "$(value "$scratch/latency" median_us)" "$(value "$scratch/latency" p99_us)" \
    "$(value "$scratch/latency" max_us)" >>"$scratch/latency.$program"
}

latency() {
  local run program file
  for ((run = 0; run < runs; ++run)); do
    latency_run tapbond "$tapbond" -n -l -tt -i eth1 -i eth2
    latency_run tcpdump tcpdump -n -l -tt -i eth1
  done
  printf '\n%-22s %-13s %10s %10s %10s\n' 'frame to line (ms)' program median '99 %' max
  for program in tapbond tcpdump; do
    file=$scratch/latency.$program
    printf '%-22s %-13s' '100 pps, idle leg' "$program"
    awk -v median="$(median "$file" 1)" -v high="$(median "$file" 2)" -v max="$(median "$file" 3)" \
      'BEGIN { printf " %10.2f %10.2f %10.2f\n", median / 1000, high / 1000, max / 1000 }'
  done
}

file_sample() {  # ROW PROGRAM COUNT COMMAND...: COMMAND writes out.pcap, or series, series1, ...
  local lost=-1 by_stamp=-1 by_number=-1
  rm -f "$scratch/out.pcap"
  "$tools/measure" "$scratch/measured" "${@:4}" 2>"$scratch/err" || { cat "$scratch/err" >&2; exit 1; }
  if [[ -e $scratch/series ]]; then
    find "$scratch" -name 'series*' | sort -V | xargs mergecap -a -F nsecpcap -w "$scratch/out.pcap"
    rm "$scratch"/series*
  fi
  if [[ $2 != cat ]]; then
    "$tools/capture_check" --count "$3" "$scratch/out.pcap" >"$scratch/checked"
    lost=$(value "$scratch/checked" missing)
    by_stamp=$(value "$scratch/checked" inversions_by_stamp)
    by_number=$(value "$scratch/checked" inversions_by_number)
  fi
  sample "$1" "$2" "$(value "$scratch/measured" cpu_s)" "$(value "$scratch/measured" wall_s)" \
    "$(value "$scratch/measured" max_rss_kib)" "$lost" "$by_stamp" "$by_number"
}

merge_row() {  # ROW COUNT FILES
  local row=$1 count=$2 run number inputs=() legs=()
  for ((number = 1; number <= $3; ++number)); do
    inputs+=("$scratch/leg$number.pcap")
    legs+=(-r "$scratch/leg$number.pcap")
  done
  "$tools/capture_maker" --count "$count" "${inputs[@]}"
  sync
  for ((run = 0; run < runs; ++run)); do
    file_sample "$row" tapbond "$count" "$tapbond" "${legs[@]}" -w "$scratch/out.pcap"
    file_sample "$row" mergecap "$count" \
      mergecap -F nsecpcap -w "$scratch/out.pcap" "${inputs[@]}"
    # shellcheck disable=SC2016  # the inner shell expands them
    file_sample "$row" cat "$count" sh -c 'out=$1; shift; cat "$@" >"$out"' sh \
      "$scratch/out.pcap" "${inputs[@]}"
  done
  rm -f "${inputs[@]}" "$scratch/out.pcap"
  print_row "$row" "$count" 2 tapbond mergecap cat
}

files() {
  print_head files
  merge_row 2_x_1,000,000_packets 2000000 2
}

legs() {
  local legs base
  print_head legs
  for legs in 2 4 8 16 32; do merge_row "${legs}_legs" 2000000 "$legs"; done
  base=$(median "$scratch/samples.2_legs.tapbond" 1)
  for legs in 2 4 8 16 32; do
    awk -v legs="$legs" -v cpu="$(median "$scratch/samples.${legs}_legs.tapbond" 1)" -v base="$base" \
      'BEGIN { printf "%2d legs: %.0f ns of processor time per packet, %.2f of 2 legs\n",
        legs, cpu / 2000000 * 1e9, cpu / base }'
  done
}

text_sample() {  # ROW PROGRAM COMMAND...: COMMAND prints the capture
  "$tools/measure" "$scratch/measured" "${@:3}" -r "$scratch/text.pcap" \
    >/dev/null 2>"$scratch/err" || { cat "$scratch/err" >&2; exit 1; }
  sample "$1" "$2" "$(value "$scratch/measured" cpu_s)" "$(value "$scratch/measured" wall_s)" \
    "$(value "$scratch/measured" max_rss_kib)" -1 -1 -1
}

text() {
  local kind row run count=1000000
  print_head text
  for kind in udp tcp dns mix; do
    row=1,000,000_x_$kind
    "$tools/traffic_maker" --count "$count" "$kind" "$scratch/text.pcap"
    for ((run = 0; run < runs; ++run)); do
      text_sample "$row" tapbond "$tapbond" -n
      text_sample "$row" tcpdump_-n tcpdump -n
      text_sample "$row" tshark_-n tshark -n
    done
    rm "$scratch/text.pcap"
    print_row "$row" "$count" 2 tapbond tcpdump_-n tshark_-n
  done
}

serve_row() {  # ROW COUNT SIZE SENDER-OPTION...
  local row=$1 count=$2 run reader bytes=$(($2 * ($3 + 32)))
  local send=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    touch_memory "$bytes"
    capture 'listening on eth2' tapbond "$tapbond" -i eth1 -i eth2 -w "$scratch/tapbond.pcap"
    "${send[@]}"
    end_captures
    live_sample "$row" tapbond "$count" "$scratch/tapbond.pcap" tapbond

    touch_memory "$bytes"
    capture 'listening on eth2' served "$tapbond" -i eth1 -i eth2 -w "$scratch/served.pcap" \
      --serve 127.0.0.1:57012
    ip netns exec "$sensor" nc -d 127.0.0.1 57012 >/dev/null &
    reader=$!
    until grep -qs 'reads the feed' "$scratch/served.err"; do sleep 0.05; done
    "${send[@]}"
    end_captures
    wait "$reader" || true
    live_sample "$row" with_a_reader "$count" "$scratch/served.pcap" served
  done
  print_row "$row" "$count" 1 tapbond with_a_reader
}

serve() {
  ip -n "$sensor" link set lo up
  print_head "serve (${seconds} s)"
  serve_row 300_kpps_x_100_B,_served $((300000 * seconds)) 100 --rate 300000
  serve_row full_speed_x_100_B,_served "$(full_speed 100)" 100
}

rotation() {
  local run count=2000000 inputs=("$scratch/leg1.pcap" "$scratch/leg2.pcap") merge
  merge=("$tapbond" -Z root -r "${inputs[0]}" -r "${inputs[1]}")
  print_head rotation
  "$tools/capture_maker" --count "$count" "${inputs[@]}"
  sync
  for ((run = 0; run < runs; ++run)); do
    file_sample rotation tapbond "$count" "${merge[@]}" -w "$scratch/series" -C 10
    file_sample rotation one_file "$count" "${merge[@]}" -w "$scratch/out.pcap"
  done
  rm -f "${inputs[@]}" "$scratch/out.pcap"
  print_row rotation "$count" 2 tapbond one_file
}

# shellcheck source=scripts/bench/mirror.sh
. scripts/bench/mirror.sh

scripts/packages.sh build test
cmake --preset release -DTAPBOND_TESTS=ON >"$scratch/cmake.log" || { cat "$scratch/cmake.log"; exit 1; }
cmake --build --preset release --parallel "$(nproc)" \
  --target tapbond frame_sender capture_check capture_maker line_latency measure traffic_maker \
  >"$scratch/build.log" ||
  { cat "$scratch/build.log"; exit 1; }
printf '%s, %d processors, median of %d\n' "$(uname -sr)" "$(nproc)" "$runs"
if [[ " ${rows[*]} " =~ " "(live|latency|serve)" " ]]; then make_network; fi
for row in "${rows[@]}"; do "$row"; done

# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh sets them
# For scripts/bench.sh and its rows (scripts/bench/ROW.sh, each of which defines the function ROW):
# samples, medians and tables; two legs with a sender; runs over a load, and over files.

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

least() {  # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$1" | sort -g | head -n 1
}

most() {  # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$1" | sort -g | tail -n 1
}

# What a figure is worth depends on what it was measured on.
print_machine() {
  printf '\n%s, %d processors (%s), %d MiB of memory, cold: as it was found\n' "$(uname -sr)" \
    "$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" \
    $(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024))
}

print_head() {
  print_machine
  printf '%-22s %-13s %22s %10s %10s %20s %8s %8s %18s\n' "$1" program 'lost % (min - max)' \
    'by stamp' 'by number' 'cpu s (min - max)' 'wall s' MiB 'tapbond (min - max)'
}

# One line per program; the last figure is tapbond's own COLUMN over the program's: medians, and what
# it was in single runs at the least and at the most.
print_row() {  # ROW SENT COLUMN PROGRAM...
  local row=$1 sent=$2 column=$3 program file own
  own=$scratch/samples.$row.tapbond
  for program in "${@:4}"; do
    file=$scratch/samples.$row.$program
    paste -d ' ' "$own" "$file" |
      awk -v c="$column" '$(c + 6) > 0 { print $c / $(c + 6) }' >"$scratch/ratios"
    printf '%-22s %-13s' "${row//_/ }" "${program//_/ }"
    awk -v lost="$(median "$file" 4)" -v lost_min="$(least "$file" 4)" -v lost_max="$(most "$file" 4)" \
      -v cpu="$(median "$file" 1)" -v cpu_min="$(least "$file" 1)" -v cpu_max="$(most "$file" 1)" \
      -v wall="$(median "$file" 2)" -v kib="$(median "$file" 3)" -v stamp="$(median "$file" 5)" \
      -v number="$(median "$file" 6)" -v sent="$sent" -v own="$(median "$own" "$column")" \
      -v other="$(median "$file" "$column")" -v ratio_min="$(least "$scratch/ratios" 1)" \
      -v ratio_max="$(most "$scratch/ratios" 1)" \
      'function or_dash(text, value) { return value < 0 ? "-" : text }
      function percent(value) { return 100 * value / sent }
      BEGIN {
        printf " %22s %10s %10s %20s %8.2f %8.0f %18s\n",
          or_dash(sprintf("%.3f (%.3f - %.3f)", percent(lost), percent(lost_min), percent(lost_max)), lost),
          or_dash(sprintf("%d", stamp), stamp), or_dash(sprintf("%d", number), number),
          sprintf("%.2f (%.2f - %.2f)", cpu, cpu_min, cpu_max), wall, kib / 1024,
          (other > 0 ? sprintf("%.2f (%.2f - %.2f)", own / other, ratio_min, ratio_max) : "-")
      }'
  done
}

# Whether --only leaves this load in.
wanted() {  # NAME
  [[ ${1//_/ } == *"${only//_/ }"* ]]
}

need_root() {
  if [[ $EUID -ne 0 ]]; then
    echo "bench.sh: rows that listen make network namespaces and need root" >&2
    exit 1
  fi
}

make_network() {
  local name
  need_root
  for name in "$sender" "$sensor"; do
    ip netns add "$name"
    ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
      net.ipv6.conf.default.disable_ipv6=1
  done
  add_legs 1 2
}

add_legs() {  # FIRST LAST: txN of the sender is wired to ethN of the sensor
  local number
  for ((number = $1; number <= $2; ++number)); do
    ip link add "tx$number" mtu 65535 netns "$sender" type veth \
      peer name "eth$number" mtu 65535 netns "$sensor"
    ip -n "$sender" link set "tx$number" up
    ip -n "$sensor" link set "eth$number" promisc on arp off up
  done
  # The kernel announces a new link with up to a second's delay.
  until [[ $(ip -n "$sensor" link show | grep -c 'eth.*state UP') -eq $2 ]]; do sleep 0.05; done
}

capture() {  # READY-WORDS NAME COMMAND...: started, measured into NAME.measured, and ready
  local ready=$1 name=$2 tries
  rm -f "$scratch/$name.err"  # the words of the run before
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

# tapbond on both legs, into PROGRAM.pcap.
listen() {  # PROGRAM TAPBOND-OPTION...
  capture 'listening on eth2' "$1" "$tapbond" -i eth1 -i eth2 -w "$scratch/$1.pcap" "${@:2}"
}

# What it came to, under a load that is over.
end_listening() {  # ROW PROGRAM SENT
  end_captures
  live_sample "$1" "$2" "$3" "$scratch/$2.pcap" "$2"
}

# The same under a load: the words of the caller's array `load`.
listen_to_load() {  # ROW PROGRAM SENT TAPBOND-OPTION...
  listen "$2" "${@:4}"
  "${load[@]}"
  end_listening "$1" "$2" "$3"
}

send() {  # SENDER-OPTION...
  ip netns exec "$sender" "$tools/frame_sender" -i tx1 -i tx2 "$@" >"$scratch/sent"
}

# How many frames the sender sends in --seconds at full speed.
full_speed() {  # SIZE
  send --count 500000 --size "$1"
  sed -n 's/^total.* pps=//p' "$scratch/sent" | awk -v s="$seconds" '{ print int($1 * s) }'
}

live_row() {  # ROW COUNT SIZE SENDER-OPTION...
  wanted "$1" || return 0
  local row=$1 count=$2 run number buffer program
  local load=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    listen_to_load "$row" tapbond "$count"

    for buffer in '' 32768; do
      program=2_tcpdumps${buffer:+_-B}
      for number in 1 2; do
        capture 'listening on' "tcpdump$number" tcpdump ${buffer:+-B "$buffer"} \
          -i "eth$number" -w "$scratch/$number.pcap"
      done
      "${load[@]}"
      end_captures
      mergecap -F pcap -w "$scratch/merged.pcap" "$scratch/1.pcap" "$scratch/2.pcap"
      live_sample "$row" "$program" "$count" "$scratch/merged.pcap" tcpdump1 tcpdump2
    done

    capture 'File:' dumpcap dumpcap -i eth1 -i eth2 -w "$scratch/dumpcap.pcapng"
    "${load[@]}"
    end_captures
    live_sample "$row" dumpcap "$count" "$scratch/dumpcap.pcapng" dumpcap
  done
  print_row "$row" "$count" 1 tapbond 2_tcpdumps 2_tcpdumps_-B dumpcap
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

# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # bench.sh and lib/bench.sh set and use them
# Time from a frame to its line of text, the other leg idle.

latency_run() {  # PROGRAM COMMAND...
  local program=$1 reader
  rm -f "$scratch/err"  # the words of the run before
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
  print_machine
  printf '%-22s %-13s %10s %10s %10s\n' 'frame to line (ms)' program median '99 %' max
  for program in tapbond tcpdump; do
    file=$scratch/latency.$program
    printf '%-22s %-13s' '100 pps, idle leg' "$program"
    awk -v median="$(median "$file" 1)" -v high="$(median "$file" 2)" -v max="$(median "$file" 3)" \
      'BEGIN { printf " %10.2f %10.2f %10.2f\n", median / 1000, high / 1000, max / 1000 }'
  done
}

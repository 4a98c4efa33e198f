# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Packets as a log of sessions.

sessions_sample() {  # ROW PROGRAM COMMAND...
  rm -rf "$scratch/sessions"
  "$tools/measure" "$scratch/measured" "${@:3}" >/dev/null 2>"$scratch/err" ||
    { cat "$scratch/err" >&2; exit 1; }
  sample "$1" "$2" "$(value "$scratch/measured" cpu_s)" "$(value "$scratch/measured" wall_s)" \
    "$(value "$scratch/measured" max_rss_kib)" -1 -1 -1
}

sessions() {
  local kind row run count=1000000 capture=$scratch/sessions.pcap
  print_head sessions
  for kind in tcp dns mix; do
    row=1,000,000_x_$kind
    "$tools/traffic_maker" --count "$count" "$kind" "$capture"
    for ((run = 0; run < runs; ++run)); do
      sessions_sample "$row" tapbond "$tapbond" -r "$capture" --sessions "$scratch/sessions"
      sessions_sample "$row" tcpdump_-n tcpdump -n -r "$capture"
      sessions_sample "$row" tshark_conv tshark -n -q -z conv,tcp -r "$capture"
    done
    rm "$capture"
    print_row "$row" "$count" 2 tapbond tcpdump_-n tshark_conv
  done
}

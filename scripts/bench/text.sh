# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Packets as text.

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

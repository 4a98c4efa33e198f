# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# A reader of the feed beside the file.

serve_row() {  # ROW COUNT SIZE SENDER-OPTION...
  wanted "$1" || return 0
  local row=$1 count=$2 run reader
  local send=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    capture 'listening on eth2' tapbond "$tapbond" -i eth1 -i eth2 -w "$scratch/tapbond.pcap"
    "${send[@]}"
    end_captures
    live_sample "$row" tapbond "$count" "$scratch/tapbond.pcap" tapbond

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

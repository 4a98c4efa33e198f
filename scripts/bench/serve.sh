# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# A reader of the feed beside the file.

serve_row() {  # ROW COUNT SIZE SENDER-OPTION...
  wanted "$1" || return 0
  local row=$1 count=$2 run reader
  local load=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    listen_to_load "$row" tapbond "$count"

    listen with_a_reader --serve 127.0.0.1:57012
    ip netns exec "$sensor" nc -d 127.0.0.1 57012 >/dev/null &
    reader=$!
    until grep -qs 'reads the feed' "$scratch/with_a_reader.err"; do sleep 0.05; done
    "${load[@]}"
    end_listening "$row" with_a_reader "$count"
    wait "$reader" || true
  done
  print_row "$row" "$count" 1 tapbond with_a_reader
}

serve() {
  ip -n "$sensor" link set lo up
  print_head "serve (${seconds} s)"
  serve_row 300_kpps_x_100_B,_served $((300000 * seconds)) 100 --rate 300000
  serve_row full_speed_x_100_B,_served "$(full_speed 100)" 100
}

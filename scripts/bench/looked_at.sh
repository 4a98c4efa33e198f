# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Somebody has the page open, which asks for two things every second.

look() {  # asks as the page does, until it is killed
  local name
  while sleep 1; do
    for name in status.json history.json; do
      printf 'GET /%s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$name" | nc -q 1 127.0.0.1 8080
    done
  done >/dev/null
}

looked_at_row() {  # ROW COUNT SIZE SENDER-OPTION...
  wanted "$1" || return 0
  local row=$1 count=$2 run onlooker
  local load=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    listen_to_load "$row" tapbond "$count"

    listen looked_at --page 127.0.0.1:8080
    ip netns exec "$sensor" bash -c "$(declare -f look); look" &
    onlooker=$!
    "${load[@]}"
    kill "$onlooker"
    wait "$onlooker" || true
    end_listening "$row" looked_at "$count"
  done
  print_row "$row" "$count" 1 tapbond looked_at
}

looked_at() {
  ip -n "$sensor" link set lo up
  print_head "looked_at (${seconds} s)"
  looked_at_row 500_kpps_x_100_B,_page_open $((500000 * seconds)) 100 --rate 500000
}

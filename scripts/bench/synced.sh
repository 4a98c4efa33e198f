# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # bench.sh and lib/bench.sh set and use them
# What it costs to have all on the disk every second.

synced_row() {  # ROW COUNT SIZE SENDER-OPTION...
  local row=$1 count=$2 run program options
  local load=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond without; do
      options=()
      if [[ $program == tapbond ]]; then options=(--sync 1); fi
      listen_to_load "$row" $program "$count" "${options[@]}"
    done
  done
  print_row "$row" "$count" 1 tapbond without
}

synced() {
  print_head "synced (${seconds} s)"
  synced_row 50_kpps_x_100_B $((50000 * seconds)) 100 --rate 50000
  synced_row 500_kpps_x_100_B $((500000 * seconds)) 100 --rate 500000
  synced_row full_speed_x_1500_B "$(full_speed 1500)" 1500
}

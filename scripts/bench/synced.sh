# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# What it costs to have all on the disk every second.

synced_row() {  # ROW COUNT SIZE SENDER-OPTION...
  local row=$1 count=$2 run program options
  local send=(send --count "$count" --size "$3" "${@:4}")
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond without; do
      options=()
      if [[ $program == tapbond ]]; then options=(--sync 1); fi
      capture 'listening on eth2' $program "$tapbond" -i eth1 -i eth2 -w "$scratch/$program.pcap" \
        "${options[@]}"
      "${send[@]}"
      end_captures
      live_sample "$row" $program "$count" "$scratch/$program.pcap" $program
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

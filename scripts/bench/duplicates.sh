# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # bench.sh and lib/bench.sh set and use them
# What it costs to compare every packet with those before it: tapbond against itself without that.

duplicates_row() {  # ROW SENDER-OPTION...
  wanted "$1" || return 0
  local row=$1 count=$((500000 * seconds)) run program
  local load=(send --count "$count" --rate 500000 "${@:2}")
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond:drop keeping_them:keep; do
      listen_to_load "$row" "${program%:*}" "$count" --duplicates "${program#*:}"
    done
  done
  print_row "$row" "$count" 1 tapbond keeping_them
}

duplicates() {
  print_head "duplicates (${seconds} s)"
  duplicates_row 500_kpps_x_100_B --size 100
  duplicates_row 500_kpps_x_1000_B --size 1000
}

# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# What it costs to compare every packet with those before it: tapbond against itself without that.

duplicates_row() {  # ROW SENDER-OPTION...
  local row=$1 count=$((500000 * seconds)) run program
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond:drop keeping_them:keep; do
      capture 'listening on eth2' "${program%:*}" \
        "$tapbond" --duplicates "${program#*:}" -i eth1 -i eth2 -w "$scratch/tapbond.pcap"
      send --count "$count" --rate 500000 "${@:2}"
      end_captures
      live_sample "$row" "${program%:*}" "$count" "$scratch/tapbond.pcap" "${program%:*}"
    done
  done
  print_row "$row" "$count" 1 tapbond keeping_them
}

duplicates() {
  print_head "duplicates (${seconds} s)"
  duplicates_row 500_kpps_x_100_B --size 100
  duplicates_row 500_kpps_x_1000_B --size 1000
}

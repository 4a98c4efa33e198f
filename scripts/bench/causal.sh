# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# What it costs to put causes before their effects: tapbond against itself with --order stamp.

causal_live_row() {  # ROW COUNT SENDER-OPTION...
  local row=$1 count=$2 run number program
  local load=(send --count "$count" --size 100 "${@:3}")
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond:causal by_stamp:stamp; do
      listen_to_load "$row" "${program%:*}" "$count" --order "${program#*:}"
    done
    for number in 1 2; do
      capture 'listening on' "tcpdump$number" tcpdump -i "eth$number" -w "$scratch/$number.pcap"
    done
    "${load[@]}"
    end_captures
    mergecap -F pcap -w "$scratch/merged.pcap" "$scratch/1.pcap" "$scratch/2.pcap"
    live_sample "$row" 2_tcpdumps "$count" "$scratch/merged.pcap" tcpdump1 tcpdump2
  done
  print_row "$row" "$count" 1 tapbond by_stamp 2_tcpdumps
}

causal_file_row() {  # ROW MAKER-OPTION...
  local row=$1 run program inputs=("$scratch/leg1.pcap" "$scratch/leg2.pcap")
  "$tools/capture_maker" --count 2000000 "${@:2}" "${inputs[@]}"
  sync
  for ((run = 0; run < runs; ++run)); do
    for program in tapbond:causal by_stamp:stamp; do
      file_sample "$row" "${program%:*}" 2000000 "$tapbond" --order "${program#*:}" \
        -r "${inputs[0]}" -r "${inputs[1]}" -w "$scratch/out.pcap"
    done
  done
  rm -f "${inputs[@]}" "$scratch/out.pcap"
  print_row "$row" 2000000 1 tapbond by_stamp
}

causal() {
  print_head "causal (${seconds} s)"
  causal_live_row 500_kpps_UDP $((500000 * seconds)) --rate 500000
  causal_live_row 300_kpps_TCP $((300000 * seconds)) --rate 300000 --tcp 1000
  causal_file_row files_UDP
  causal_file_row files_TCP --tcp 1000
}

# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Many files instead of one.

rotation() {
  local run count=2000000 inputs=("$scratch/leg1.pcap" "$scratch/leg2.pcap") merge
  merge=("$tapbond" -Z root -r "${inputs[0]}" -r "${inputs[1]}")
  print_head rotation
  "$tools/capture_maker" --count "$count" "${inputs[@]}"
  sync
  for ((run = 0; run < runs; ++run)); do
    file_sample rotation tapbond "$count" "${merge[@]}" -w "$scratch/series" -C 10
    file_sample rotation one_file "$count" "${merge[@]}" -w "$scratch/out.pcap"
  done
  rm -f "${inputs[@]}" "$scratch/out.pcap"
  print_row rotation "$count" 2 tapbond one_file
}

# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# The merge of files: short, and long enough that memory is used again and again.

files() {
  print_head files
  merge_row 2_x_1,000,000_packets 2000000 2
  merge_row 2_x_5,000,000_packets 10000000 2
}

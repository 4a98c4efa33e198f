# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Large frames as fast as the sender goes: what bytes cost, where the others show what frames do.

large() {
  print_head large
  live_row 600,000_x_1500_B 600000 1500
  live_row 3,000,000_x_1500_B 3000000 1500
  live_row 200,000_x_9000_B 200000 9000
  live_row 50,000_x_60,000_B 50000 60000
}

# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# Loss, order, processor time and memory under load.

live() {
  local rate
  print_head "live (${seconds} s)"
  for rate in 50 300 500; do
    live_row "${rate}_kpps_x_100_B" $((rate * 1000 * seconds)) 100 --rate "${rate}000"
  done
  live_row full_speed_x_100_B "$(full_speed 100)" 100
  live_row full_speed_x_1500_B "$(full_speed 1500)" 1500
}

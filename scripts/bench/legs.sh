# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# The merge of more and more files.

legs() {
  local legs base
  print_head legs
  for legs in 2 4 8 16 32; do merge_row "${legs}_legs" 2000000 "$legs"; done
  base=$(median "$scratch/samples.2_legs.tapbond" 1)
  for legs in 2 4 8 16 32; do
    awk -v legs="$legs" -v cpu="$(median "$scratch/samples.${legs}_legs.tapbond" 1)" -v base="$base" \
      'BEGIN { printf "%2d legs: %.0f ns of processor time per packet, %.2f of 2 legs\n",
        legs, cpu / 2000000 * 1e9, cpu / base }'
  done
}

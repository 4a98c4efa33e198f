# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh and lib/bench.sh set them
# The program is stopped for some seconds (SIGSTOP) while frames come: what of them is lost.

stall_run() {  # ROW PROGRAM SENT SECONDS RATE LEGS: of the captures that were started
  local row=$1 program=$2 sent=$3 seconds=$4 rate=$5 count=$6 files pids pid sending number links=()
  for ((number = 1; number <= count; ++number)); do links+=(-i "tx$number"); done
  ip netns exec "$sender" "$tools/frame_sender" "${links[@]}" --count "$sent" --rate "$rate" \
    >"$scratch/sent" &
  sending=$!
  sleep 0.5
  pids=()
  for pid in "${captures[@]}"; do mapfile -t -O "${#pids[@]}" pids < <(pgrep -P "$pid"); done
  kill -STOP "${pids[@]}"
  sleep "$seconds"
  kill -CONT "${pids[@]}"
  wait "$sending"
  end_captures
  files=("$scratch"/*.pcap)
  if [[ ${#files[@]} -gt 1 ]]; then
    mergecap -F pcap -w "$scratch/merged.pcap" "${files[@]}"
    rm "${files[@]}"
    files=("$scratch/merged.pcap")
  fi
  live_sample "$row" "$program" "$sent" "${files[0]}" "${@:7}"
}

stall_row() {  # ROW LEGS RATE SECONDS
  wanted "$1" || return 0
  local row=$1 count=$2 rate=$3 seconds=$4 run number legs=() names=()
  local sent=$((rate * (seconds + 1)))
  for ((number = 1; number <= count; ++number)); do
    legs+=(-i "eth$number")
    names+=("tcpdump$number")
  done
  for ((run = 0; run < runs; ++run)); do
    capture "listening on eth$count," tapbond "$tapbond" "${legs[@]}" -w "$scratch/tapbond.pcap"
    stall_run "$row" tapbond "$sent" "$seconds" "$rate" "$count" tapbond
    for ((number = 1; number <= count; ++number)); do
      capture 'listening on' "tcpdump$number" tcpdump -i "eth$number" -w "$scratch/$number.pcap"
    done
    stall_run "$row" tcpdumps "$sent" "$seconds" "$rate" "$count" "${names[@]}"
  done
  print_row "$row" "$sent" 1 tapbond tcpdumps
}

stall() {
  print_head stall
  add_legs 3 16
  stall_row 2_legs,_200_pps,_2_s 2 200 2
  stall_row 2_legs,_10,000_pps,_3_s 2 10000 3
  stall_row 16_legs,_8,000_pps,_2_s 16 8000 2
}

# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # bench.sh and lib/bench.sh set and use them
# Packets as a log of sessions: of files, and live beside a capture.

sessions_sample() {  # ROW PROGRAM COMMAND...
  rm -rf "$scratch/sessions"
  "$tools/measure" "$scratch/measured" "${@:3}" >/dev/null 2>"$scratch/err" ||
    { cat "$scratch/err" >&2; exit 1; }
  sample "$1" "$2" "$(value "$scratch/measured" cpu_s)" "$(value "$scratch/measured" wall_s)" \
    "$(value "$scratch/measured" max_rss_kib)" -1 -1 -1
}

sessions_live() {  # ROW RATE CONVERSATIONS: a capture alone, and with the log beside it
  wanted "$1" || return 0
  local row=$1 count=$(($2 * seconds)) run
  local load=(send --count "$count" --size 100 --rate "$2" --tcp "$3")
  for ((run = 0; run < runs; ++run)); do
    listen_to_load "$row" tapbond "$count"
    rm -rf "$scratch/sessions"
    listen_to_load "$row" with_sessions "$count" --sessions "$scratch/sessions"
    sed -n 's/^sessions: /  log: /p' "$scratch/with_sessions.err" >>"$scratch/sessions.said"
  done
  print_row "$row" "$count" 1 tapbond with_sessions
  cat "$scratch/sessions.said"
}

sessions() {
  local kind row run count=1000000 capture=$scratch/sessions.pcap
  print_head "sessions (${seconds} s)"
  sessions_live 300_kpps,_10,000_TCP 300000 10000
  for kind in tcp dns mix; do
    row=1,000,000_x_$kind
    wanted "$row" || continue
    "$tools/traffic_maker" --count "$count" "$kind" "$capture"
    for ((run = 0; run < runs; ++run)); do
      sessions_sample "$row" tapbond "$tapbond" -r "$capture" --sessions "$scratch/sessions"
      sessions_sample "$row" tcpdump_-n tcpdump -n -r "$capture"
      sessions_sample "$row" tshark_conv tshark -n -q -z conv,tcp -r "$capture"
    done
    rm "$capture"
    print_row "$row" "$count" 2 tapbond tcpdump_-n tshark_conv
  done
}

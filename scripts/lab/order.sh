#!/usr/bin/env bash
# How true the order of a capture is that was made in a virtual machine, on vNICs of each kind: two,
# and one with both outputs of the tap.
set -euo pipefail

usage() {
  cat <<END
usage: order.sh [--nic KIND[,KIND...]] [--seconds N] [--cpus N] [--package DEB] [--prepare CMD]
                [--keep DIR]

Starts a guest (scripts/lab/guest.sh), lets two hosts talk over the tapped wire (a TCP transfer of
10 Mbit/s, pings and DNS questions beside it), and captures that in the guest with tapbond --order
stamp, tapbond --order causal, the same with --hold 500, two tcpdumps (merged by mergecap) and
dumpcap, all at once, so that they have the same frames with the same stamps. The truth is recorded
on the wire itself. Then once more with both outputs on one vNIC: without the VLAN tags that --split
takes off, as it is the queue that keeps the order. Prints, for each kind of vNIC, as a table in
markdown:

  replies    echo replies that stand before their request
  effects    effects that stand before their cause: these, DNS answers, acknowledgements of bytes
  misplaced  frames that stand behind one which was on the wire after them, and percent of all
  tshark     frames with tcp.analysis.ack_lost_segment, lost_segment, out_of_order, retransmission

  --nic KIND     of the vNICs (default vmxnet3,e1000,e1000e,virtio,pcnet)
  --seconds N    how long they talk (default 10)
  --cpus N       of the guest (default 2)
  --package DEB  the tapbond package (default: one made from this checkout)
  --prepare CMD  runs in the guest before each capture, with its legs as \$1 and, of two, \$2
  --keep DIR     leaves the captures in DIR
  --help

Needs root, the packages of 'scripts/packages.sh test', and what scripts/test.sh has built.
END
}

kinds=(vmxnet3 e1000 e1000e virtio pcnet)
seconds=10
options=()
prepare=
keep=
while [[ $# -gt 0 ]]; do
  case $1 in
    --nic) IFS=, read -r -a kinds <<<"${2:?--nic needs a kind}"; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --cpus) options+=(--cpus "${2:?--cpus needs a number}"); shift ;;
    --package) options+=(--package "${2:?--package needs a file}"); shift ;;
    --prepare) prepare=${2:?--prepare needs a command}; shift ;;
    --keep) keep=$(realpath -m "${2:?--keep needs a directory}"); shift ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
[[ $EUID -eq 0 ]] || { echo "order.sh: a guest's network needs root: sudo $0" >&2; exit 1; }

cd "$(dirname "$0")/../.."
order_check=$PWD/build/tests/tools/order_check
[[ -x $order_check ]] || { echo "order.sh: there is no $order_check; scripts/test.sh builds it" >&2; exit 1; }
prefix=tapbond-order
attack=${prefix}1-attack
target=${prefix}1-target
wire=${prefix}1-tap
target_address=10.0.1.2
scratch=$(mktemp -d)
# shellcheck source=scripts/lib/hosts.sh
. scripts/lib/hosts.sh

clean_up() {
  end_background
  scripts/lab/guest.sh down --prefix "$prefix"
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

in_guest() {  # COMMAND
  scripts/lab/guest.sh run --prefix "$prefix" "$1" </dev/null
}

start_captures() {  # LEG...
  local legs
  legs=$(printf -- ' -i %s' "$@")
  in_guest "cd /var/tmp && rm -f *.pcap* *.said
    start() { setsid \"\${@:2}\" </dev/null >/dev/null 2>\$1.said & }
    start stamp tapbond$legs --order stamp -w stamp.pcapng
    start causal tapbond$legs --order causal -w causal.pcapng
    start held tapbond$legs --order causal --hold 500 -w held.pcapng
    for leg in $*; do
      start \$leg tcpdump -n -i \$leg --time-stamp-precision nano -B 8192 -w \$leg.pcap
    done
    start dumpcap dumpcap -q -B 8$legs -w dumpcap.pcapng
    until [ \$(cat *.said | grep -c -e 'listening on' -e '^File:') -ge $((4 * $# + 1)) ]; do sleep 0.2; done"
}

# The kernel hands its last block to tcpdump and dumpcap after a second.
end_captures() {
  # shellcheck disable=SC2016  # the guest's shell expands them
  in_guest 'sleep 2
    for program in tapbond tcpdump dumpcap; do
      pkill -INT -x "$program"
      while pgrep -x "$program" >/dev/null; do sleep 0.2; done
    done'
}

fetch() {  # FILE TO
  in_guest "gzip -1 -c /var/tmp/$1" | gunzip >"$2"
}

talk() {
  local transfer
  ip netns exec "$target" nc -l 5001 >/dev/null &
  background+=($!)
  wait_until host_listens "$target" -t 5001
  head -c $((seconds * 1200000)) /dev/zero | ip netns exec "$attack" nc -N "$target_address" 5001 &
  transfer=$!
  ip netns exec "$attack" ping -n -q -i 0.03 -w "$seconds" "$target_address" >/dev/null &
  background+=($!)
  while kill -0 "$transfer" 2>/dev/null; do
    ip netns exec "$attack" dig +short +tries=1 "@$target_address" www.classroom.test >/dev/null || true
    sleep 0.05
  done
  wait "$transfer" "${background[-1]}"
}

record_truth() {  # FILE
  rm -f "$scratch/truth.said"
  ip netns exec "$wire" tcpdump -n -i attack --time-stamp-precision nano -B 16384 -w "$1" 2>"$scratch/truth.said" &
  truth_pid=$!
  background+=("$truth_pid")
  wait_until grep -qs 'listening on' "$scratch/truth.said"
}

analysis() {  # FILE: how many frames have each of tshark's findings
  tshark -n -r "$1" -T fields -e tcp.analysis.ack_lost_segment -e tcp.analysis.lost_segment \
    -e tcp.analysis.out_of_order -e tcp.analysis.retransmission 2>/dev/null |
    awk -F '\t' '{ for (i = 1; i <= 4; ++i) if ($i != "") ++found[i] }
      END { printf "%d, %d, %d, %d", found[1], found[2], found[3], found[4] }'
}

row() {  # KIND NAME FILE
  "$order_check" "$folder/truth.pcap" "$3" >"$scratch/checked"
  awk -F = -v kind="$1" -v name="$2" -v analysis="$(analysis "$3")" '
    { v[$1] = $2 }
    END {
      printf "| %s | %s | %d | %d | %d of %d | %d of %d | %d (%.1f %%) | %s |\n", kind, name, v["frames"],
        v["missing"], v["echo_misplaced"], v["echo_pairs"], v["pairs_misplaced"], v["pairs"],
        v["out_of_place"], 100 * v["out_of_place"] / v["frames"], analysis
    }' "$scratch/checked"
}

capture() {  # FOLDER LEG...
  local file legs=("${@:2}")
  folder=${keep:-$scratch}/$1
  mkdir -p "$folder"
  in_guest "/usr/share/tapbond/scripts/guest/legs.sh up ${legs[*]}"
  if [[ -n $prepare ]]; then in_guest "set -- ${legs[*]}; $prepare"; fi
  start_captures "${legs[@]}"
  record_truth "$folder/truth.pcap"
  talk
  end_captures
  kill -INT "$truth_pid"
  wait "$truth_pid"
  for file in {stamp,causal,held,dumpcap}.pcapng causal.said "${legs[@]/%/.pcap}"; do
    fetch "$file" "$folder/$file"
  done
}

measure_two() {  # KIND LEG LEG
  capture "$1" "$2" "$3"
  mergecap -F nsecpcap -w "$folder/merged.pcap" "$folder/$2.pcap" "$folder/$3.pcap"
  row "$1" 'the wire' "$folder/truth.pcap"
  row '' 'tapbond --order causal' "$folder/causal.pcapng"
  row '' 'tapbond --order causal --hold 500' "$folder/held.pcapng"
  row '' 'tapbond --order stamp' "$folder/stamp.pcapng"
  row '' 'two tcpdumps, then mergecap' "$folder/merged.pcap"
  row '' 'dumpcap -i A -i B' "$folder/dumpcap.pcapng"
}

# u32 with an empty match is every frame; guest.sh has led the first output to this leg.
measure_one() {  # KIND LEG
  tc -n "${prefix}1-sensor" filter replace dev eth2 parent ffff: protocol all prio 1 handle 800::800 \
    u32 match u32 0 0 action mirred egress redirect dev "$2"
  capture "$1-alone" "$2"
  row "$1, one for both" 'the wire' "$folder/truth.pcap"
  row '' 'tapbond --order causal' "$folder/causal.pcapng"
  row '' 'tapbond --order stamp' "$folder/stamp.pcapng"
  row '' 'tcpdump' "$folder/$2.pcap"
  row '' 'dumpcap' "$folder/dumpcap.pcapng"
}

scripts/lab/guest.sh up --prefix "$prefix" --nic "$(IFS=,; echo "${kinds[*]}")" "${options[@]}" >"$scratch/up"
for host in "$attack" "$target"; do
  tc -n "$host" qdisc replace dev eth0 root tbf rate 10mbit burst 16kb latency 3s
done
answer_names "$target" --address="/classroom.test/$target_address"

cat "$scratch/up"
echo
echo '| vNIC | program | frames | missing | replies | effects | misplaced | tshark |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- |'
number=1
for kind in "${kinds[@]}"; do
  scripts/lab/guest.sh plug --prefix "$prefix" "$kind"
  measure_two "$kind" "leg$number" "leg$((number + 1))"
  measure_one "$kind" "leg$number"
  number=$((number + 2))
done

#!/usr/bin/env bash
# A certificate: numbered frames over two legs for as long as it is told, and what became of each.
set -euo pipefail

usage() {
  cat <<END
usage: soak.sh [--frames N] [--rate PPS] [--size BYTES] [--legs N] [--directory DIR] [--tapbond PATH]

Sends numbered frames over the legs in turns, and captures them with tapbond into a ring of files,
with a reader of the feed (--serve) beside it, in network namespaces of its own. The reader holds
each frame's number against the one before. At the end it prints what was sent, captured, lost and
misplaced, with rates, memory over time and versions. The exit status is 0 when nothing was lost
or misplaced, in the feed as in the files.

  --frames N       how many in all (default 1,000,000)
  --rate PPS       in all, evenly paced (default 100000)
  --size BYTES     of a frame (default 100)
  --legs N         how many (default 2)
  --file-mb N      size of each file of the ring in millions of bytes, 8 of which are kept
                   (default 1000)
  --directory DIR  where the files go (default: \$TMPDIR or /var/tmp)
  --tapbond PATH   the program (default: build/sensor/tapbond)
  --help

Needs root, and what scripts/test.sh has built.
END
}

frames=1000000
rate=100000
size=100
legs=2
file_mb=1000
directory=${TMPDIR-/var/tmp}
cd "$(dirname "$0")/.."
tapbond=$PWD/build/sensor/tapbond
while [[ $# -gt 0 ]]; do
  case $1 in
    --frames) frames=${2:?--frames needs a number}; shift ;;
    --rate) rate=${2:?--rate needs a number}; shift ;;
    --size) size=${2:?--size needs a number}; shift ;;
    --legs) legs=${2:?--legs needs a number}; shift ;;
    --file-mb) file_mb=${2:?--file-mb needs a number}; shift ;;
    --directory) directory=${2:?--directory needs a path}; shift ;;
    --tapbond) tapbond=${2:?--tapbond needs a path}; shift ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
for number in "$frames" "$rate" "$size" "$legs" "$file_mb"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
done
if [[ $EUID -ne 0 ]]; then
  echo "soak.sh: network namespaces need root: sudo $0" >&2
  exit 1
fi
tools=$PWD/build/tests/tools
for program in "$tapbond" "$tools/frame_sender" "$tools/capture_check"; do
  [[ -x $program ]] || { echo "soak.sh: there is no $program; scripts/test.sh builds it" >&2; exit 1; }
done

mkdir -p "$directory"
scratch=$(mktemp -d -p "$directory")
sender=soak$$-sender
sensor=soak$$-sensor
started=()

clean_up() {
  local process name
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  for name in "$sender" "$sensor"; do ip netns delete "$name" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

for name in "$sender" "$sensor"; do
  ip netns add "$name"
  ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
    net.ipv6.conf.default.disable_ipv6=1
  ip -n "$name" link set lo up
done
listen=()
send=()
for ((number = 1; number <= legs; ++number)); do
  ip link add "tx$number" mtu 65535 netns "$sender" type veth \
    peer name "eth$number" mtu 65535 netns "$sensor"
  ip -n "$sender" link set "tx$number" up
  ip -n "$sensor" link set "eth$number" arp off up
  listen+=(-i "eth$number")
  send+=(-i "tx$number")
done
until [[ $(ip -n "$sensor" link show | grep -c 'eth.*state UP') -eq $legs ]]; do sleep 0.05; done

# The reader of the feed is the judge of order and completeness; the files' packets are counted by
# the sensor, and those that are left at the end are read as well.
mkfifo "$scratch/feed"
"$tools/capture_check" --count "$frames" - <"$scratch/feed" >"$scratch/feed.checked" &
checker=$!
started+=("$checker")
ip netns exec "$sensor" "$tapbond" -Z root "${listen[@]}" -w "$scratch/soak" -C "$file_mb" --ring 8 \
  --serve 127.0.0.1:57012 >/dev/null 2>"$scratch/err" &
capture=$!
started+=("$capture")
until grep -qs "listening on eth$legs," "$scratch/err"; do
  kill -0 "$capture" 2>/dev/null || { cat "$scratch/err" >&2; exit 1; }
  sleep 0.05
done
ip netns exec "$sensor" nc -d 127.0.0.1 57012 >"$scratch/feed" &
started+=($!)
until grep -qs 'reads the feed' "$scratch/err"; do sleep 0.05; done

began=$(date +%s)
ip netns exec "$sender" "$tools/frame_sender" "${send[@]}" --count "$frames" --rate "$rate" \
  --size "$size" >"$scratch/sent" &
sending=$!
started+=("$sending")
# A line of memory for each twentieth of the time, at least a second.
step=$((frames / rate / 20 + 1))
while kill -0 "$sending" 2>/dev/null; do
  memory=$(sed -n 's/^VmRSS: *//p' "/proc/$capture/status" 2>/dev/null || true)
  printf '  after %6d s  %s\n' $(($(date +%s) - began)) "$memory" >>"$scratch/memory"
  for ((waited = 0; waited < step; ++waited)); do
    kill -0 "$sending" 2>/dev/null || break
    sleep 1
  done
done
wait "$sending"
sleep 1
kill -TERM "$capture"
status=0
wait "$capture" || status=$?
wait "$checker" || status=$?

value() {  # FILE KEY
  sed -n "s/^$2=//p" "$1"
}
captured=$(sed -n 's/ packets captured$//p' "$scratch/err" | tail -n 1)
sent=$(sed -n 's/^total sent=\([0-9]*\).*/\1/p' "$scratch/sent")
left=$(find "$scratch" -name 'soak*' | wc -l)
find "$scratch" -name 'soak*' | sort -V | xargs mergecap -a -F nsecpcap -w - |
  "$tools/capture_check" - >"$scratch/files.checked"
kept=$(value "$scratch/files.checked" numbered)
# The last files end with the last frame, and have none missing from their first on.
gaps=$(($(value "$scratch/files.checked" last) - $(value "$scratch/files.checked" first) + 1 - kept))

cat <<END
$("$tapbond" --version | head -n 1)
$("$tapbond" --version | tail -n +2)
$(uname -srm), $(nproc) processors, $(date -u +%Y-%m-%d)
$legs legs, $rate frames a second of $size bytes, files of $file_mb million bytes in a ring of 8, a
reader of the feed; $(($(date +%s) - began)) s

sent                $sent ($(sed -n 's/^total.*\(seconds=.*\)/\1/p' "$scratch/sent"))
captured            $captured
lost                $((sent - captured))
missing in feed     $(value "$scratch/feed.checked" missing)
misplaced in feed   $(value "$scratch/feed.checked" inversions_by_stamp) by stamp, $(value "$scratch/feed.checked" inversions_by_number) by number
in the last $left files  $kept, $gaps missing, misplaced $(value "$scratch/files.checked" inversions_by_stamp) by stamp, $(value "$scratch/files.checked" inversions_by_number) by number
$(grep '^eth[0-9]*: received' "$scratch/err")
memory of the sensor:
$(cat "$scratch/memory")
END

[[ $status -eq 0 && $captured -eq $sent && $gaps -eq 0 &&
  $(value "$scratch/feed.checked" missing) -eq 0 &&
  $(value "$scratch/feed.checked" inversions_by_stamp) -eq 0 &&
  $(value "$scratch/files.checked" inversions_by_stamp) -eq 0 ]]

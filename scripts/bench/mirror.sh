# shellcheck shell=bash
# shellcheck disable=SC2154  # bench.sh sets them
# Sourced by bench.sh: the row mirror. A bridge with two guests and a sensor, all on this machine's
# processors, which the guests, the bridge and the sensor share.

mirror_dom0=bench$$-dom0
mirror_guests=("bench$$-guest1" "bench$$-guest2")
mirror_sensor=bench$$-watcher
mirror_address=10.8.0.9
namespaces+=("$mirror_dom0" "${mirror_guests[@]}" "$mirror_sensor")

mirror_port() {  # PORT NAMESPACE INTERFACE MAC
  ip link add "$1" netns "$mirror_dom0" type veth peer name "$3" netns "$2" address "$4"
  ip -n "$mirror_dom0" link set "$1" master br0 up
  ip -n "$2" link set "$3" up
}

mirror_network() {
  local name
  for name in "$mirror_dom0" "${mirror_guests[@]}" "$mirror_sensor"; do
    ip netns add "$name"
    ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
      net.ipv6.conf.default.disable_ipv6=1
  done
  ip -n "$mirror_dom0" link add br0 type bridge mcast_snooping 0
  ip -n "$mirror_dom0" link set br0 up
  ip -n "$mirror_dom0" address add 10.8.0.1/24 dev br0
  mirror_port vif1 "${mirror_guests[0]}" eth0 02:00:00:00:08:01
  mirror_port vif2 "${mirror_guests[1]}" eth0 02:00:00:00:ff:01  # whom frame_sender writes to
  mirror_port vif3 "$mirror_sensor" eth0 02:00:00:00:08:03
  ip -n "$mirror_sensor" address add "$mirror_address/24" dev eth0
  bridge -n "$mirror_dom0" fdb replace 02:00:00:00:ff:01 dev vif2 master static
  until [[ $(ip -n "$mirror_dom0" link show | grep -c 'vif.*state UP') -eq 3 ]]; do sleep 0.05; done
}

mirror_script() {  # up|down ENGINE
  local options=()
  if [[ $2 == none ]]; then return; fi
  if [[ $1 == up ]]; then options=(--engine "$2"); fi
  if [[ $1-$2 == up-tee ]]; then options+=(--gateway "$mirror_address"); fi
  ip netns exec "$mirror_dom0" scripts/hypervisor/mirror.sh "$1" --bridge br0 --to vif3 \
    --state "$scratch/mirror" "${options[@]}" 2>"$scratch/mirror.err" ||
    { cat "$scratch/mirror.err" >&2; exit 1; }
}

mirror_received() {  # by the second guest
  ip netns exec "${mirror_guests[1]}" cat /sys/class/net/eth0/statistics/rx_packets
}

# What of a load arrives at the second guest: sets mirror_pps, and mirror_guest_lost of what was
# sent.
mirror_load() {  # COUNT SENDER-OPTION...
  local count=$1 before got
  before=$(mirror_received)
  ip netns exec "${mirror_guests[0]}" "$tools/frame_sender" -i eth0 --count "$count" "${@:2}" \
    >"$scratch/sent"
  sleep 0.2
  got=$(($(mirror_received) - before))
  mirror_guest_lost=$((count - got))
  mirror_pps=$(sed -n 's/^total.* pps=//p' "$scratch/sent" |
    awk -v got="$got" -v sent="$count" '{ printf "%.0f", $1 * got / sent }')
}

# The same while tapbond listens: sets mirror_lost, of the packets sent.
mirror_watched_load() {  # COUNT SENDER-OPTION...
  # shellcheck disable=SC2034  # capture reads it
  local sensor=$mirror_sensor
  capture 'listening on eth0' mirror "$tapbond" -i eth0 -w "$scratch/mirror.pcap" \
    not host "$mirror_address"
  mirror_load "$@"
  end_captures
  "$tools/capture_check" --count "$1" "$scratch/mirror.pcap" >"$scratch/checked"
  mirror_lost=$(value "$scratch/checked" missing)
  rm -f "$scratch/mirror.pcap"
}

# The load grows by a quarter until the sensor misses a packet, or the sender can no more. Tells
# what went well last, in pps, and what of the next load the sensor and the guest lost, in %.
mirror_knee() {
  local rate good=0
  for ((rate = 40000; ; rate += rate / 4)); do
    mirror_watched_load $((rate * seconds)) --rate "$rate" --size 100
    if [[ $mirror_lost -gt 0 || $mirror_pps -lt $((rate * 95 / 100)) ]]; then break; fi
    good=$rate
  done
  awk -v good="$good" -v sensor="$mirror_lost" -v guest="$mirror_guest_lost" \
    -v sent=$((rate * seconds)) 'BEGIN { print good, 100 * sensor / sent, 100 * guest / sent }'
}

mirror_figure() {  # ENGINE WHAT [COLUMN]: the median
  median "$scratch/mirror.$1.$2" "${3-1}"
}

mirror() {
  local engine run size
  need_root
  mirror_network
  for engine in none tee nft tc; do
    mirror_script up "$engine"
    for ((run = 0; run < runs; ++run)); do
      for size in 100 1500; do
        mirror_load $((400000 * seconds)) --size "$size"
        echo "$mirror_pps" >>"$scratch/mirror.$engine.$size"
      done
      if [[ $engine != none ]]; then mirror_knee >>"$scratch/mirror.$engine.knee"; fi
    done
    mirror_script down "$engine"
  done
  printf '\n%-22s %-6s %15s %18s %16s  %s\n' "mirror (${seconds} s)" engine '100 B at guest' \
    '1500 B at guest' 'sensor lossless' 'next load: sensor, guest lose'
  for engine in none tee nft tc; do
    printf '%-22s %-6s' 'two guests, full speed' "$engine"
    awk -v small="$(mirror_figure "$engine" 100)" -v large="$(mirror_figure "$engine" 1500)" \
      -v small_alone="$(mirror_figure none 100)" -v large_alone="$(mirror_figure none 1500)" '
      BEGIN {
        printf " %5.0f kpps %.2f %8.1f Gbit/s %.2f", small / 1000, small / small_alone,
          large * 1500 * 8 / 1e9, large / large_alone }'
    if [[ $engine != none ]]; then
      awk -v knee="$(mirror_figure "$engine" knee)" -v sensor="$(mirror_figure "$engine" knee 2)" \
        -v guest="$(mirror_figure "$engine" knee 3)" 'BEGIN {
          printf " %11.0f kpps  ", knee / 1000
          if (sensor > 0) printf "%.2f %%, %.2f %%", sensor, guest
          else printf "nothing: the guest could not send faster" }'
    fi
    echo
  done
}

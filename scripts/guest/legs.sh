#!/usr/bin/env bash
# Makes interfaces fit to listen, and to do nothing else.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
# shellcheck source=scripts/lib/steps.sh
. "$here/../lib/steps.sh"

usage() {
  cat <<END
usage: legs.sh up|down [--mtu BYTES] [--dry-run] [--state DIR] LEG...
       legs.sh up|down --config FILE [...]
       legs.sh named LEG [--config FILE]

  up         each LEG listens to everything and sends nothing: promiscuous, no ARP, no addresses,
             no IPv6, frames as they were on the wire (no GRO, LRO or VLAN stripping), the
             receive ring at its maximum, an MTU that lets tagged and jumbo frames in, no
             interrupt that waits for more frames, one receive queue, no steering to other
             processors (RPS), no threads that serve it (threaded NAPI), and no stamps from behind
             such a hand-over. Twice is harmless; what was is remembered.
  down       each LEG is again as it was before up
  named      whether the configuration names LEG, by the exit status alone
  --config   the legs are those that this configuration of tapbond names (named: default
             /etc/tapbond/tapbond.conf); those that are not there are passed over
  --mtu      of the legs (default 9216, or the most that the adapter takes); lower ones are raised
  --dry-run  print the commands instead of running them
  --state    where is remembered what was (default /run/tapbond)
  --help

The Debian package does this at every start, and when a leg is plugged in again, for the legs of
/etc/tapbond/tapbond.conf, and keeps network managers away from them. Elsewhere these files do:
  tapbond-legs.network              for systemd-networkd, into /etc/systemd/network/
  tapbond-legs-networkmanager.conf  for NetworkManager, into /etc/NetworkManager/conf.d/
END
}

receive_offloads='generic-receive-offload|large-receive-offload|rx-gro-hw|rx-gro-list'
receive_offloads+='|rx-udp-gro-forwarding|rx-vlan-offload|rx-vlan-filter|rx-vlan-stag-hw-parse'
receive_offloads+='|rx-vlan-stag-filter'

has_addresses() {  # LEG
  [[ -n $(ip -o address show dev "$1") ]]
}

save_addresses() {  # LEG FILE
  ip address save dev "$1" >"$2.addresses"
  ip -4 route save dev "$1" >"$2.routes4"
  ip -6 route save dev "$1" >"$2.routes6" 2>/dev/null || : >"$2.routes6"
}

# The kernel makes some of them anew by itself; that these exist already is no error.
# shellcheck disable=SC2317  # undo calls it
restore_addresses() {  # FILE
  ip address restore <"$1.addresses" 2>/dev/null
  ip -4 route restore <"$1.routes4" 2>/dev/null
  if [[ -s $1.routes6 ]]; then ip -6 route restore <"$1.routes6" 2>/dev/null; fi
  rm -f "$1.addresses" "$1.routes4" "$1.routes6"
}

# An interface that is up says farewell to its multicast groups; down first, it cannot.
forget_addresses() {  # LEG
  if ! has_addresses "$1"; then return; fi
  if ! $dry_run && [[ ! -e $steps.addresses ]]; then
    save_addresses "$1" "$steps"
    undo with "$1" restore_addresses "$steps"
  fi
  if has_flag "$1" UP; then
    run ip link set dev "$1" down
    taken_down=true
  fi
  run ip address flush dev "$1"
}

# False, and said with the command's own reason, where it cannot be done.
change() {  # LEG WHAT COMMAND...
  local reason
  if { reason=$(run "${@:3}" 2>&1 >&3); } 3>&1; then return; fi
  echo "legs.sh: $1 does not let its $2 be changed (${reason//$'\n'/; }); it stays as it is" >&2
  return 1
}

# The maximum and the present size of the receive ring, where the driver tells.
ring_sizes() {  # LEG
  ethtool -g "$1" 2>/dev/null | awk '$1 == "RX:" { print $2 }'
}

enlarge_ring() {  # LEG
  local maximum size
  { read -r maximum && read -r size; } < <(ring_sizes "$1") || return 0
  if [[ ! $maximum =~ ^[0-9]+$ || ! $size =~ ^[0-9]+$ || $size -ge $maximum ]]; then return; fi
  if change "$1" 'receive ring' ethtool -G "$1" rx "$maximum"; then
    undo with "$1" ethtool -G "$1" rx "$size"
  fi
}

# Most adapters throw away what is longer than their MTU, and do not count it.
raise_mtu() {  # LEG
  local now most wanted=$mtu
  now=$(<"/sys/class/net/$1/mtu")
  most=$(ip -d -o link show dev "$1" | sed -n 's/.* maxmtu \([0-9]*\) .*/\1/p')
  if [[ ${most:-0} -ne 0 && $most -lt $wanted ]]; then wanted=$most; fi
  if [[ $now -ge $wanted ]]; then return; fi
  if ! run ip link set dev "$1" mtu "$wanted"; then
    echo "legs.sh: $1 keeps its MTU of $now: longer frames do not come in" >&2
    return
  fi
  undo with "$1" ip link set dev "$1" mtu "$now"
}

# A frame is stamped when its interrupt is served, and the queues of one leg are served in turns.
take_frames_at_once() {  # LEG
  local usecs adaptive queues file
  adaptive=$(ethtool -c "$1" 2>/dev/null | sed -n 's/^Adaptive RX: *\([a-z]*\).*/\1/p' || true)
  usecs=$(ethtool -c "$1" 2>/dev/null | sed -n 's/^rx-usecs:[[:space:]]*\([0-9]*\)$/\1/p' || true)
  if [[ $adaptive == on ]] && change "$1" 'adaptive interrupts' ethtool -C "$1" adaptive-rx off; then
    undo with "$1" ethtool -C "$1" adaptive-rx on
  fi
  if [[ ${usecs:-0} -gt 0 ]] && change "$1" 'collecting of interrupts' ethtool -C "$1" rx-usecs 0; then
    undo with "$1" ethtool -C "$1" rx-usecs "$usecs"
  fi
  queues=$(ethtool -l "$1" 2>/dev/null | sed -n 's/^Combined:[[:space:]]*\([0-9]*\)$/\1/p' | tail -n 1 ||
    true)
  if [[ ${queues:-0} -gt 1 ]] && change "$1" 'number of queues' ethtool -L "$1" combined 1; then
    undo with "$1" ethtool -L "$1" combined "$queues"
  fi
  for file in "/sys/class/net/$1/queues"/rx-*/rps_cpus "/sys/class/net/$1/threaded"; do
    if [[ -e $file ]]; then clear_setting "$1" "$file"; fi
  done
  set_sysctl "$1" net/core/netdev_tstamp_prequeue 1
}

# A number, or a mask of processors.
clear_setting() {  # LEG FILE
  local old
  old=$(<"$2")
  if [[ ! $old =~ [^0,] ]]; then return; fi
  run write_to "$2" 0
  undo with "$1" write_to "$2" "$old"
}

# shellcheck disable=SC2317  # run and undo call it
write_to() {  # FILE VALUE
  echo "$2" >"$1"
}

up() {  # LEG
  local taken_down=false
  begin "legs-$1"
  forget_addresses "$1"
  set_sysctl "$1" "net/ipv6/conf/$1/disable_ipv6" 1
  set_flag "$1" NOARP arp off on
  turn_off_features "$1" "$receive_offloads"
  enlarge_ring "$1"
  raise_mtu "$1"
  take_frames_at_once "$1"
  set_flag "$1" PROMISC promisc on off
  if $taken_down; then
    run ip link set dev "$1" up
  elif ! has_flag "$1" UP; then
    run ip link set dev "$1" up
    undo with "$1" ip link set dev "$1" down
  fi
  finish
}

# The interfaces that a configuration names: lines of the form interface = eth1, or eth1,eth2. Feeds
# are none.
configured_legs() {  # FILE
  sed -nE 's/#.*//; s/^[[:space:]]*interface[[:space:]]*=[[:space:]]*//p' "$1" |
    tr ',' '\n' | sed -E 's/[[:space:]]+$//; /^$/d; /^TCP@/d'
}

# udev asks for every interface: as few programs as can be.
is_named() {  # LEG FILE
  [[ -r $2 ]] && configured_legs "$2" | grep -qxF -- "$1"
}

take_configured_legs() {  # FILE
  local leg
  [[ -r $1 ]] || fail "there is no $1 that could be read"
  while read -r leg; do
    if [[ $action == down || -e /sys/class/net/$leg ]]; then legs+=("$leg"); fi
  done < <(configured_legs "$1")
}

# Several may want to prepare the same leg, as udev and the service do at the start.
take_turns() {
  if $dry_run; then return; fi
  mkdir -p "$state"
  exec 9>"$state.lock"
  flock 9
}

action=
legs=()
config=
mtu=9216
while [[ $# -gt 0 ]]; do
  case $1 in
    --dry-run) dry_run=true ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --config) config=${2:?--config needs a file}; shift ;;
    --mtu) mtu=${2:?--mtu needs a number of bytes}; shift ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) if [[ -z $action ]]; then action=$1; else legs+=("$1"); fi ;;
  esac
  shift
done
if [[ $action == named && ${#legs[@]} -eq 1 ]]; then
  is_named "${legs[0]}" "${config:-/etc/tapbond/tapbond.conf}"
  exit
fi
if [[ $action != up && $action != down || (-z $config && ${#legs[@]} -eq 0) ]]; then
  usage >&2
  exit 2
fi
[[ $mtu =~ ^[0-9]+$ ]] || fail "--mtu takes a number of bytes, not $mtu"
need_root
if [[ -n $config ]]; then take_configured_legs "$config"; fi
if [[ $action == up ]]; then need_interface "${legs[@]}"; fi
take_turns

status=0
for leg in "${legs[@]}"; do
  if [[ $action == up ]]; then up "$leg"; else take_back "legs-$leg" || status=1; fi
done
exit "$status"

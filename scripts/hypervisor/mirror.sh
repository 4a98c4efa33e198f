#!/usr/bin/env bash
# Mirrors the traffic of a bridge to one of its guests: a sensor on a Xen Dom0 or a KVM host.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
# shellcheck source=scripts/lib/steps.sh
. "$here/../lib/steps.sh"
# shellcheck source=scripts/hypervisor/one_nic.sh
. "$here/one_nic.sh"
# shellcheck source=scripts/hypervisor/mirror/outlet.sh
. "$here/mirror/outlet.sh"
# shellcheck source=scripts/hypervisor/mirror/exclude.sh
. "$here/mirror/exclude.sh"
# shellcheck source=scripts/hypervisor/mirror/tee.sh
. "$here/mirror/tee.sh"
# shellcheck source=scripts/hypervisor/mirror/nft.sh
. "$here/mirror/nft.sh"
# shellcheck source=scripts/hypervisor/mirror/tc.sh
. "$here/mirror/tc.sh"
# shellcheck source=scripts/hypervisor/mirror/tunnel.sh
. "$here/mirror/tunnel.sh"

usage() {
  cat <<END
usage: mirror.sh up --engine tee|nft|tc --bridge BRIDGE --to PORT [--gateway IP]...
       mirror.sh up --engine vxlan|erspan --bridge BRIDGE --to IP [--id NUMBER]
                 [--ports "PORT..."] [--one-nic] [--exclude EXPRESSION]... [--dry-run]
                 [--state DIR]
       mirror.sh down --bridge BRIDGE --to PORT|IP [--dry-run] [--state DIR]

  --engine   nft  every frame, ARP too; learns the sensor's addresses (Linux 5.16, nftables)
             tc   every frame, ARP too; for older kernels (4.5, iproute2, tcpdump for --exclude)
             tee  iptables' TEE: IP packets only, their TTL one lower, and the guests' packets meet
                  the host's own firewall on their way
             vxlan, erspan  what tc mirrors, in a tunnel to a sensor anywhere, which takes it out
                  with tapbond --unwrap; nothing to or from the sensor's address is mirrored
  --bridge   the bridge that the guests are on
  --to       the sensor's vNIC on the host: vif7.1, vnet3, ...; on the bridge or, better, not;
             for a tunnel the sensor's IP address
  --id       of the tunnel: VNI or session (default 1)
  --gateway  for tee: the sensor's address there, one IPv4 and one IPv6
  --ports    mirror only what comes from these ports or goes to them
  --one-nic  for nft and tc: a VLAN tag on each copy, 10 on what the guests say and 20 on what the
             host says to them; with --ports, on what comes from there and what goes there.
             tapbond --split vlan makes an interface of each
  --exclude  what not to mirror: terms joined by "and", each one of
             [src|dst] host IP, [src|dst] net IP/LENGTH, [tcp|udp] [src|dst] port N,
             ether [src|dst|host] MAC
             A sensor that also talks through another vNIC needs: --exclude 'host ITS-ADDRESS'
  --state    where is remembered what was (default /run/tapbond)
  --dry-run  print the commands instead of running them

Every frame is mirrored once, where it enters the bridge; never the sensor's own. Copies have the
size and checksums of the wire. A sensor that dies costs the guests nothing: its copies are
dropped. Run up again after a guest or the sensor was started; twice is harmless.
END
}

is_bridge_port() {  # INTERFACE
  [[ -e /sys/class/net/$bridge/brif/$1 ]]
}

# The MAC addresses of the guest behind a port, as far as the bridge has learned them.
addresses_behind() {  # PORT
  bridge fdb show br "$bridge" brport "$1" 2>/dev/null | awk '!/permanent/ { print $1 }' | sort -u
}

all_ports_but_the_sensors() {
  local port
  for port in "/sys/class/net/$bridge/brif/"*; do
    port=${port##*/}
    if [[ $port != "$to" && $port != '*' ]]; then echo "$port"; fi
  done
}

# A frame leaves the host in the sizes in which it was on a wire, and with its checksums.
wire_sized_copies() {
  turn_off_features "$to" 'tx-checksum-.*|tx-.*segmentation|generic-segmentation-offload|tx-gso-.*'
}

# Nothing but copies may go through a device that is made for them.
silence() {  # INTERFACE
  if [[ -e /proc/sys/net/ipv6/conf/$1 ]] || $dry_run; then
    run sysctl -qw "net/ipv6/conf/$1/disable_ipv6=1"
  fi
  run ip link set dev "$1" arp off up
}

# The bridge's own floods would reach the sensor a second time.
no_floods_to_the_sensor() {  # unicast:flood|multicast:mcast_flood|broadcast:bcast_flood...
  local flood
  if ! is_bridge_port "$to"; then return; fi
  for flood in "$@"; do
    if [[ $(<"/sys/class/net/$to/brport/${flood%:*}_flood") -eq 0 ]]; then continue; fi
    run ip link set dev "$to" type bridge_slave "${flood#*:}" off
    undo with "$to" ip link set dev "$to" type bridge_slave "${flood#*:}" on
  done
}

# Interface numbers tell a port that was made anew from the one of the same name before.
plan() {
  local port
  echo "$engine $bridge ${gateways[*]} ${exclusions[*]@Q} $only_ports $one_nic"
  if is_tunnel; then
    echo "$sensor $id"
  else
    echo "$to $(<"/sys/class/net/$to/ifindex")"
  fi
  for port in "${ports[@]}"; do echo "$port $(<"/sys/class/net/$port/ifindex")"; done
}

up() {
  local first
  need_interface "$bridge" "${ports[@]}"
  if ! is_tunnel; then need_interface "$to"; fi
  [[ -e /sys/class/net/$bridge/brif ]] || fail "$bridge is no bridge"
  [[ ${#ports[@]} -gt 0 ]] || fail "$bridge has no port but the sensor's"
  first=$(printf '%q ' : "$(plan)")
  if was_begun "$name"; then
    if [[ $(head -n 1 "$state/$name") == "$first" ]] && "${engine}_is_up"; then return; fi
    take_back "$name" || true
  fi
  begin "$name"
  undo : "$(plan)"
  if ! is_tunnel; then wire_sized_copies; fi
  make_outlets
  "${engine}_up"
  finish
}

action=
engine=
bridge=
to=
sensor=
id=1
gateways=()
ports=()
only_ports=false
one_nic=false
exclusions=()
while [[ $# -gt 0 ]]; do
  case $1 in
    up | down) action=$1 ;;
    --engine) engine=${2:?--engine needs tee, nft, tc, vxlan or erspan}; shift ;;
    --bridge) bridge=${2:?--bridge needs an interface}; shift ;;
    --to) to=${2:?--to needs an interface}; shift ;;
    --id) id=${2:?--id needs a number}; shift ;;
    --gateway) gateways+=("${2:?--gateway needs an address}"); shift ;;
    --ports) read -ra ports <<<"${2:?--ports needs interfaces}"; only_ports=true; shift ;;
    --one-nic) one_nic=true ;;
    --exclude) exclusions+=("${2:?--exclude needs an expression}"); shift ;;
    --dry-run) dry_run=true ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
if [[ -z $action || -z $bridge || -z $to || ($action == up && ! $engine =~ ^(tee|nft|tc|vxlan|erspan)$) ]]; then
  usage >&2
  exit 2
fi
need_root
name=mirror-$bridge-$to
if [[ $action == down ]]; then
  take_back "$name"
  exit
fi
if $one_nic && [[ $engine != nft && $engine != tc ]]; then
  fail "--one-nic takes --engine nft or tc, not $engine"
fi
if is_tunnel; then choose_tunnel; fi
check_exclusions
if ! $only_ports; then mapfile -t ports < <(all_ports_but_the_sensors); fi
up

#!/usr/bin/env bash
# Gives a Xen guest a management vNIC and one or two that listen on a tap.
set -euo pipefail
# shellcheck source=scripts/hypervisor/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

given+=([--config]='')

usage() {
  cat <<END
usage: xen.sh up   NAME --sniff IF [--sniff IF] [--management BRIDGE] [--apply]
       xen.sh down NAME [--apply]

Run it in Dom0, as root. Each IF gets a bridge of its own, which learns no address and so repeats
every frame to the sensor; the guest's configuration gets a vif line for each. That holds from the
next 'xl create'.

$(shared_usage)
  --config FILE the guest's configuration (default /etc/xen/NAME.cfg)

To listen to a bridge of Dom0 and not to a tap: mirror.sh.
END
}

readonly octets=00:16:3e  # Xen's own
readonly begin='# tapbond: begin' end='# tapbond: end'

is_there() {  # INTERFACE
  [[ -e /sys/class/net/$1 ]]
}

# A one-way hub of two ports: what comes in at the tap's interface goes to the sensor, and nothing
# leaves through the tap. 0xfff8: LLDP and its like too, which a bridge keeps to itself otherwise;
# the kernel refuses the three bits below.
hub() {  # BRIDGE INTERFACE
  local ipv6=/proc/sys/net/ipv6/conf
  if ! $apply || ! is_there "$1"; then
    undo_with delete_bridge "$1"
    change ip link add "$1" type bridge ageing_time 0 stp_state 0 mcast_snooping 0 \
      group_fwd_mask 0xfff8
  fi
  change sysctl -qw "net/ipv6/conf/$1/disable_ipv6=1"
  if $apply; then
    if [[ -e $ipv6/$2/disable_ipv6 ]]; then
      undo_with sysctl -qw "net/ipv6/conf/$2/disable_ipv6=$(<"$ipv6/$2/disable_ipv6")"
    fi
    if [[ -z $(ip link show dev "$2" up) ]]; then undo_with ip link set "$2" down; fi
    if [[ -z $(ip link show dev "$2" master "$1" 2>/dev/null) ]]; then
      undo_with ip link set "$2" nomaster
    fi
    if [[ $(ip link show dev "$2") != *NOARP* ]]; then undo_with ip link set "$2" arp on; fi
  fi
  change sysctl -qw "net/ipv6/conf/$2/disable_ipv6=1"
  change ip link set "$2" master "$1" arp off up
  change ip link set "$2" type bridge_slave learning off flood off mcast_flood off bcast_flood off
  change ip link set "$1" arp off up
}

delete_bridge() {  # BRIDGE: a restart of the host may have been faster
  ! is_there "$1" || ip link delete "$1" type bridge
}

up() {
  local config=${given[--config]:-/etc/xen/$vm.cfg} vifs=() assign='+=' interface bridge number=0
  if $apply; then
    [[ $EUID -eq 0 ]] || fail "bridges need root: sudo $0 up ..."
    [[ -w $config ]] || fail "$config cannot be written; name the guest's file with --config"
    need_last_line_break "$config"
    need_host_interfaces "${sniff[@]}"
    for interface in "${sniff[@]}"; do
      [[ $(ip link show dev "$interface") != *' master '* || $repeated == true ]] ||
        fail "$interface belongs to a bridge or bond already; a tap needs it alone"
      [[ -z $(ip -o address show dev "$interface" scope global) ]] ||
        fail "$interface has an address, so it is not a tap's; ip address flush dev $interface"
    done
  fi
  if [[ -n ${given[--management]} ]]; then
    assign='='
    vifs+=("'mac=$(address_for "$octets" 0),bridge=${given[--management]}'")
  fi
  for interface in "${sniff[@]}"; do
    number=$((number + 1))
    bridge=tap-${interface:0:11}  # an interface's name has at most 15 characters
    hub "$bridge" "$interface"
    vifs+=("'mac=$(address_for "$octets" "$number"),bridge=$bridge'")
  done
  undo_with sed -i "/^$begin\$/,/^$end\$/d" "$config"
  change sed -i "/^$begin\$/,/^$end\$/d" "$config"
  change_with "$begin
vif $assign [ $(printf '%s, ' "${vifs[@]}")]
$end" tee -a "$config"
}

hints() {
  cat <<END

A network manager of Dom0 must leave the tap's interfaces and their bridges alone, or make them
itself at boot: this script's bridges are gone then, and 'up' makes them again.
XenServer and XCP-ng keep networks in their own database: New Network, Physical, NIC of the tap; add
it to the VM; then in Dom0  xe pif-param-set uuid=PIF other-config:promiscuous=true
and                         xe vif-param-set uuid=VIF other-config:promiscuous=true
END
}

main "$@"

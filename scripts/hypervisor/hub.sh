# shellcheck shell=bash
# Sourced by xen.sh and libvirt.sh: bridges that repeat every frame of a tap to the sensor, and VLAN
# tags that tell its outputs apart where both come through one vNIC.
# shellcheck disable=SC2154  # common.sh sets what the options said

# shellcheck source=scripts/hypervisor/one_nic.sh
source "$(dirname "${BASH_SOURCE[0]}")/one_nic.sh"

is_there() {  # INTERFACE
  [[ -e /sys/class/net/$1 ]]
}

# A tap's interface is that alone.
check_interfaces() {
  local interface
  need_host_interfaces "${sniff[@]}"
  for interface in "${sniff[@]}"; do
    [[ $(ip link show dev "$interface") != *' master '* || $repeated == true ]] ||
      fail "$interface belongs to a bridge or bond already; a tap needs it alone"
    [[ -z $(ip -o address show dev "$interface" scope global) ]] ||
      fail "$interface has an address, so it is not a tap's; ip address flush dev $interface"
  done
}

# A one-way hub of two ports: what comes in at the tap's interface goes to the sensor, and nothing
# leaves through the tap. 0xfff8: LLDP and its like too, which a bridge keeps to itself otherwise;
# the kernel refuses the three bits below.
hub() {  # BRIDGE INTERFACE...
  local bridge=$1 interface
  shift
  if ! $apply || ! is_there "$bridge"; then
    undo_with delete_bridge "$bridge"
    change ip link add "$bridge" type bridge ageing_time 0 stp_state 0 mcast_snooping 0 \
      group_fwd_mask 0xfff8
  fi
  change sysctl -qw "net/ipv6/conf/$bridge/disable_ipv6=1"
  for interface in "$@"; do hub_port "$bridge" "$interface"; done
  change ip link set "$bridge" arp off up
}

hub_port() {  # BRIDGE INTERFACE
  local ipv6=/proc/sys/net/ipv6/conf
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
}

delete_bridge() {  # BRIDGE: a restart of the host may have been faster
  ! is_there "$1" || ip link delete "$1" type bridge
}

hub_name() {  # INTERFACE
  echo "tap-${1:0:11}"  # an interface's name has at most 15 characters
}

# Puts a tag on all that comes in. A tag that is there already is the inner one from then on.
tag_output() {  # INTERFACE VLAN
  if ! $apply || [[ $(tc qdisc show dev "$1" 2>/dev/null) != *'qdisc clsact '* ]]; then
    undo_with without_complaint tc qdisc delete dev "$1" clsact
    change tc qdisc add dev "$1" clsact
  fi
  if $apply && [[ -n $(tc filter show dev "$1" ingress pref 1 2>/dev/null) ]]; then
    $repeated || fail "somebody else's filter stands first (pref 1) in $1 ingress; take two vNICs"
    return
  fi
  undo_with without_complaint tc filter delete dev "$1" ingress pref 1
  change tc filter add dev "$1" ingress pref 1 protocol all matchall action vlan push id "$2"
}

without_complaint() {  # COMMAND...: a restart of the host may have been faster
  "$@" 2>/dev/null || true
}

# Makes `hubs`, the bridges that the sensor's vNICs go to.
make_hubs() {
  local interface number=0
  hubs=()
  if $one_nic; then
    hubs=("$(hub_name "${sniff[0]}")")
    for interface in "${sniff[@]}"; do
      number=$((number + 1))
      tag_output "$interface" "$(output_vlan "$number")"
    done
    hub "${hubs[0]}" "${sniff[@]}"
    return
  fi
  for interface in "${sniff[@]}"; do
    hubs+=("$(hub_name "$interface")")
    hub "${hubs[-1]}" "$interface"
  done
}

one_nic_hint() {
  if ! $one_nic; then return; fi
  cat <<END

Both outputs come through one vNIC, whose MTU must have 4 bytes more than the tap's. In the sensor:
$(one_nic_command 'one side' 'the other side')
END
}

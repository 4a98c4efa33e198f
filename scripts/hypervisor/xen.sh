#!/usr/bin/env bash
# Gives a Xen guest a management vNIC and one or two that listen on a tap.
set -euo pipefail
# shellcheck source=scripts/hypervisor/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/hypervisor/hub.sh
source "$(dirname "${BASH_SOURCE[0]}")/hub.sh"

given+=([--config]='')

usage() {
  cat <<END
usage: xen.sh up   NAME --sniff IF [--sniff IF] [--management BRIDGE] [--apply]
       xen.sh down NAME [--apply]

Run it in Dom0, as root. Each IF gets a bridge of its own, which learns no address and so repeats
every frame to the sensor (with --one-nic both share one, and tags tell their frames apart); the
guest's configuration gets a vif line for each. That holds from the
next 'xl create'.

$(shared_usage)
  --config FILE the guest's configuration (default /etc/xen/NAME.cfg)

To listen to a bridge of Dom0 and not to a tap: mirror.sh.
END
}

readonly octets=00:16:3e  # Xen's own
readonly begin='# tapbond: begin' end='# tapbond: end'

up() {
  local config=${given[--config]:-/etc/xen/$vm.cfg} vifs=() assign='+=' hubs=() bridge number=0
  if $apply; then
    [[ $EUID -eq 0 ]] || fail "bridges need root: sudo $0 up ..."
    [[ -w $config ]] || fail "$config cannot be written; name the guest's file with --config"
    need_last_line_break "$config"
    check_interfaces
  fi
  if [[ -n ${given[--management]} ]]; then
    assign='='
    vifs+=("'mac=$(address_for "$octets" 0),bridge=${given[--management]}'")
  fi
  make_hubs
  for bridge in "${hubs[@]}"; do
    number=$((number + 1))
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
  one_nic_hint
}

main "$@"

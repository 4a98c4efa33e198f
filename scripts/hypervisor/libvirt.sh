#!/usr/bin/env bash
# Gives a libvirt (KVM, QEMU) VM a management vNIC and one or two that listen on a tap.
set -euo pipefail
# shellcheck source=scripts/hypervisor/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/hypervisor/hub.sh
source "$(dirname "${BASH_SOURCE[0]}")/hub.sh"

given+=([--connect]=qemu:///system)

usage() {
  cat <<END
usage: libvirt.sh up   NAME --sniff IF [--sniff IF] [--management bridge:BR|network:NET] [--apply]
       libvirt.sh down NAME [--apply]

NAME is a domain of 'virsh list --all'. A vNIC that listens is a macvtap in passthrough mode: it
has the IF for itself, in promiscuous mode, and gets every frame. With --one-nic it is a port of a
bridge that both IF are on; that takes root, and ends with the host's next start. The changes are made to the
domain's configuration and hold from its next start.

$(shared_usage)
  --connect URI which libvirt (default ${given[--connect]})

To listen to a bridge of this host and not to a tap: mirror.sh.
END
}

virsh_command=()

# libvirt's own addresses begin with 52:54:00.
readonly octets=52:54:00

vnic() {  # NUMBER TYPE XML-OF-THE-SOURCE
  local address xml
  address=$(address_for "$octets" "$1")
  xml="<interface type='$2'>
  <mac address='$address'/>
  $3
  <model type='virtio'/>
</interface>"
  if $apply && grep -q "address='$address'" <<<"$domain"; then return; fi
  undo_with "${virsh_command[@]}" detach-interface "$vm" "$2" --mac "$address" --config
  change_with "$xml" "${virsh_command[@]}" attach-device "$vm" /dev/stdin --config
}

up() {
  virsh_command=(virsh --quiet --connect "${given[--connect]}")
  local management=${given[--management]} number=0 hubs=() interface
  [[ $management =~ ^((bridge|network):[A-Za-z0-9._-]+)?$ ]] ||
    fail "--management takes bridge:BR or network:NET, not '$management'"
  for interface in "${sniff[@]}"; do
    [[ $interface =~ ^[A-Za-z0-9._-]+$ ]] || fail "--sniff takes a host interface, not '$interface'"
  done
  if $apply; then
    command -v virsh >/dev/null || fail "virsh is not installed (package libvirt-clients)"
    if $one_nic; then
      [[ $EUID -eq 0 ]] || fail "bridges need root: sudo $0 up ..."
      check_interfaces
    elif [[ ${given[--connect]} == *:///* ]]; then
      need_host_interfaces "${sniff[@]}"
    fi
    domain=$("${virsh_command[@]}" dumpxml --inactive "$vm") ||
      fail "'virsh list --all' knows no $vm"
  fi
  if [[ -n $management ]]; then
    vnic 0 "${management%%:*}" "<source ${management%%:*}='${management#*:}'/>"
  fi
  if $one_nic; then
    make_hubs
    vnic 1 bridge "<source bridge='${hubs[0]}'/>"
    return
  fi
  for interface in "${sniff[@]}"; do
    number=$((number + 1))
    vnic "$number" direct "<source dev='$interface' mode='passthrough'/>"
  done
}

hints() {
  cat <<END

In virt-manager instead: Add Hardware, Network, Network source: Macvtap device, Device name the tap's
interface; then on its XML page mode='passthrough'.
On the host, keep the tap's interface silent:
ip address flush dev IF; ip link set IF up arp off; sysctl -w net.ipv6.conf.IF.disable_ipv6=1
END
  one_nic_hint
}

main "$@"

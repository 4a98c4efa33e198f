#!/usr/bin/env bash
# Gives a VirtualBox VM a management adapter and one or two that listen on a tap.
set -euo pipefail
# shellcheck source=scripts/hypervisor/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<END
usage: virtualbox.sh up   NAME --sniff IF [--sniff IF] [--management nat|IF] [--apply]
       virtualbox.sh down NAME [--apply]

NAME is what 'VBoxManage list vms' calls the VM; it has to be powered off. Adapter 1 is for
management, adapters 2 and 3 listen: bridged to their IF, and allowed to see every frame.

$(shared_usage)
END
}

# What showvminfo calls the host side of an attachment, and modifyvm too.
declare -A host_side=([bridged]=bridgeadapter [hostonly]=hostonlyadapter [intnet]=intnet
                      [natnetwork]=nat-network)

fact() {  # KEY: its value in showvminfo --machinereadable
  sed -n "s/^$1=\"\\(.*\\)\"\r\\?\$/\\1/p" <<<"$facts"
}

# The promiscuous policy is told to people only, as "Allow All" for allow-all.
promiscuous_policy() {  # NUMBER
  local policy
  policy=$(sed -n "s/^NIC $1: .*Promisc Policy: \\([^,]*\\).*/\\1/p" <<<"$description")
  case $policy in
    allow*all | Allow*All) echo allow-all ;;
    allow*vms | Allow*VMs) echo allow-vms ;;
    *) echo deny ;;
  esac
}

remember_adapter() {  # NUMBER
  local attachment side
  attachment=$(fact "nic$1")
  local command=(VBoxManage modifyvm "$vm" "--nic$1" "${attachment:-none}"
                 "--nicpromisc$1" "$(promiscuous_policy "$1")")
  side=${host_side[${attachment:-none}]-}
  if [[ -n $side ]]; then command+=("--$side$1" "$(fact "$side$1")"); fi
  if [[ -n $(fact "cableconnected$1") ]]; then
    command+=("--cableconnected$1" "$(fact "cableconnected$1")")
  fi
  undo_with "${command[@]}"
}

adapter() {  # NUMBER POLICY nat|IF
  if $apply; then remember_adapter "$1"; fi
  local source=(--nic"$1" nat)
  if [[ $3 != nat ]]; then source=(--nic"$1" bridged --bridgeadapter"$1" "$3"); fi
  change VBoxManage modifyvm "$vm" "${source[@]}" --nicpromisc"$1" "$2" --cableconnected"$1" on
}

up() {
  refuse_one_nic "VirtualBox puts no tags on frames"
  local number=1 interface
  if $apply; then
    command -v VBoxManage >/dev/null || fail "VBoxManage is not installed, or not in the PATH"
    facts=$(VBoxManage showvminfo "$vm" --machinereadable) ||
      fail "'VBoxManage list vms' knows no $vm"
    description=$(VBoxManage showvminfo "$vm")
  fi
  if [[ -n ${given[--management]} ]]; then adapter 1 deny "${given[--management]}"; fi
  for interface in "${sniff[@]}"; do
    number=$((number + 1))
    adapter "$number" allow-all "$interface"
  done
}

hints() {
  cat <<END

In the window instead: Settings, Network, Adapter 2 (and 3): attached to Bridged Adapter, Name the
tap's interface, Advanced, Promiscuous Mode: Allow All, Cable Connected.
On the host, take TCP/IP off the tap's interface, so that it stays silent: on Windows untick in its
properties everything but "VirtualBox NDIS6 Bridged Networking Driver"; on Linux
ip address flush dev IF; ip link set IF up arp off; sysctl -w net.ipv6.conf.IF.disable_ipv6=1
END
}

main "$@"

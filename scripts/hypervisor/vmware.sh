#!/usr/bin/env bash
# Gives a VMware VM a management vNIC and one or two that listen on a tap.
set -euo pipefail
# shellcheck source=scripts/hypervisor/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

given+=([--host]=linux [--vmnet]=2 [--group]='' [--networking]=/etc/vmware/networking
       [--devices]=/dev)

usage() {
  cat <<END
usage: vmware.sh up   NAME --sniff IF [--sniff IF] [--management nat|bridged|hostonly] [--apply]
       vmware.sh down NAME [--apply]

NAME is a .vmx file, or a VM in ~/vmware; it has to be shut down. Adapter 0 is for management,
adapters 1 and 2 listen: each on a VMnet of its own that is bridged to its IF.

$(shared_usage)
  --host TYPE       linux (default) or windows: Workstation there. On Windows only the .vmx is
                    written; the VMnets are made by hand. esxi: prints what to type at its shell
  --vmnet N         the first VMnet to use (default ${given[--vmnet]})
  --group GROUP     who may listen on the VMnets of Linux (default: the .vmx file's group)
  --networking FILE VMware's network settings (default ${given[--networking]})
  --devices DIR     where vmnetN devices are (default ${given[--devices]})
END
}

# Replaces lines by key where they are, and adds the new ones. What else the pattern ADAPTERS finds
# goes. A .vmx file has lines of the form  key = "value"; keys have no case, and the lines of Windows
# end with CR LF.
write_lines() {  # FILE ADAPTERS, lines on standard input
  local result
  result=$(awk -v adapters="$2" '
    function key_of(line) { sub(/[ \t]*=.*/, "", line); gsub(/[ \t]/, "", line); return tolower(line) }
    reading && $0 != "" { keys[++count] = key_of($0); line[keys[count]] = $0 }
    reading { next }
    FNR == 1 { line_end = /\r$/ ? "\r" : "" }
    { key = key_of($0) }
    key in line { print line[key] line_end; placed[key] = 1; next }
    key !~ adapters
    END { for (i = 1; i <= count; ++i) if (!(keys[i] in placed)) print line[keys[i]] line_end }
    ' reading=1 - reading=0 "$1"; echo .)
  printf '%s' "${result%.}" >"$1"
}

put_back() {  # FILE NUMBER LINES: the adapter as it was; without LINES there was none
  write_lines "$1" "^ethernet$2[.]" <<<"$3"
}

adapter() {  # FILE NUMBER KEY=VALUE...
  local file=$1 number=$2 lines='' setting before
  shift 2
  for setting in present=TRUE startConnected=TRUE "$@"; do
    lines+="ethernet$number.${setting%%=*} = \"${setting#*=}\""$'\n'
  done
  if $apply; then
    before=$(grep -i "^ *ethernet${number}[.]" "$file" | tr -d '\r' || true)
    undo_with put_back "$file" "$number" "$before"
    write_lines "$file" '^$' <<<"$lines"
  else
    printf '# in %s:\n%s' "$file" "$lines"
  fi
}

map_vmnet() {  # NUMBER INTERFACE
  local file=${given[--networking]} line="add_bridge_mapping $2 $1"
  if $apply; then
    if grep -qx "$line" "$file"; then return; fi
    if grep -q "^answer VNET_$1_\|^add_bridge_mapping [^ ]* $1\$" "$file"; then
      fail "VMnet$1 is in use; choose others with --vmnet ('vmware-netcfg' shows them)"
    fi
  fi
  mapped=true
  undo_with sed -i "/^$line\$/d" "$file"
  change_with "$line" tee -a "$file"
}

# VMware reads its network settings when its networks start.
map_vmnets() {  # FIRST
  local number mapped=false
  undo_with vmware-networks --start
  for number in "${!sniff[@]}"; do map_vmnet $(($1 + number)) "${sniff[number]}"; done
  undo_with vmware-networks --stop
  if $mapped; then
    change vmware-networks --stop
    change vmware-networks --start
  fi
}

# Without this right the host refuses promiscuous mode to a VM that is not run by root.
may_listen() {  # NUMBER GROUP
  local device=${given[--devices]}/vmnet$1
  if $apply; then
    [[ -e $device ]] || fail "VMware made no $device; see its log, /var/log/vnetlib"
    undo_with chmod "$(stat -c %a "$device")" "$device"
    undo_with chgrp "$(stat -c %g "$device")" "$device"
  fi
  change chgrp "$2" "$device"
  change chmod g+rw "$device"
}

# A port group of VLAN 4095 lets tags through; nothing in ESXi puts one on what an uplink brings.
esxi_one_nic() {
  local interface
  cat <<'END'
esxcli network vswitch standard add --vswitch-name tap1
END
  for interface in "${sniff[@]}"; do
    echo "esxcli network vswitch standard uplink add --vswitch-name tap1 --uplink-name $interface"
  done
  cat <<END
esxcli network vswitch standard policy failover set --vswitch-name tap1 --active-uplinks $1,$2
esxcli network vswitch standard portgroup add --vswitch-name tap1 --portgroup-name tap1
esxcli network vswitch standard portgroup set --portgroup-name tap1 --vlan-id 4095
esxcli network vswitch standard portgroup policy security set --portgroup-name tap1 --allow-promiscuous true
END
}

esxi() {
  local interface number=0
  if $one_nic; then
    esxi_one_nic "${sniff[@]}"
    return
  fi
  for interface in "${sniff[@]}"; do
    number=$((number + 1))
    cat <<END
esxcli network vswitch standard add --vswitch-name tap$number
esxcli network vswitch standard uplink add --vswitch-name tap$number --uplink-name $interface
esxcli network vswitch standard portgroup add --vswitch-name tap$number --portgroup-name tap$number
esxcli network vswitch standard portgroup set --portgroup-name tap$number --vlan-id 4095
esxcli network vswitch standard portgroup policy security set --portgroup-name tap$number --allow-promiscuous true
END
  done
}

check_vmnets() {  # FIRST
  local number
  [[ $1 =~ ^[0-9]{1,2}$ ]] || fail "--vmnet takes a number, not '$1'"
  for number in "${!sniff[@]}"; do
    number=$(($1 + number))
    [[ $number -ge 2 && $number -le 19 && $number -ne 8 ]] ||
      fail "VMnet$number cannot be used: 2 to 19 can, but for 8, which is VMware's own"
  done
}

linux_host() {  # FIRST VMX
  local number group=${given[--group]}
  if $apply; then
    [[ -w ${given[--networking]} ]] ||
      fail "${given[--networking]} cannot be written; run this as root, on the host"
    need_host_interfaces "${sniff[@]}"
  fi
  if [[ -z $group ]]; then group=$(stat -c %G "$2" 2>/dev/null || id -gn); fi
  map_vmnets "$1"
  for number in "${!sniff[@]}"; do may_listen $(($1 + number)) "$group"; done
}

up() {
  local management=${given[--management]} first=${given[--vmnet]} file=$vm number vmnet
  [[ $management =~ ^(nat|bridged|hostonly)?$ ]] ||
    fail "--management takes nat, bridged or hostonly, not '$management'"
  check_vmnets "$first"
  if [[ $file != *.vmx ]]; then file=$HOME/vmware/$vm/$vm.vmx; fi
  if $apply; then
    [[ ${given[--host]} != esxi ]] || fail "ESXi is set up from its own shell; leave out --apply"
    [[ -w $file ]] || fail "$file cannot be written; name the VM by its .vmx file"
    [[ ! -e $file.lck ]] || fail "$vm is open in VMware; shut it down and close it first"
    need_last_line_break "$file"
  fi
  case ${given[--host]} in
    linux)
      refuse_one_nic "a VMnet of VMware Workstation puts no tags on frames"
      linux_host "$first" "$file"
      vmnet=/dev/vmnet
      ;;
    windows)
      refuse_one_nic "a VMnet of VMware Workstation puts no tags on frames"
      vmnet=VMnet
      ;;
    esxi) esxi; return ;;
    *) fail "--host takes linux, windows or esxi, not '${given[--host]}'" ;;
  esac
  if [[ -n $management ]]; then adapter "$file" 0 "connectionType=$management"; fi
  for number in "${!sniff[@]}"; do
    adapter "$file" $((number + 1)) connectionType=custom "vnet=$vmnet$((first + number))" \
      addressType=generated noPromisc=FALSE coalescingScheme=disabled
  done
}

hints() {
  case ${given[--host]} in
    linux) cat <<END

The right to listen ends with the host's next start; 'up' again gives it back.
In the window instead of the settings above: Edit, Virtual Network Editor, Add Network, Bridged to
the tap's interface; then VM, Settings, Network Adapter 2 (and 3), Custom, that VMnet.
On the host, keep the tap's interface silent:
ip address flush dev IF; ip link set IF up arp off; sysctl -w net.ipv6.conf.IF.disable_ipv6=1
END
      ;;
    windows) cat <<END

As administrator: Edit, Virtual Network Editor, Change Settings. Set VMnet0 from Automatic to the
management NIC. Add Network VMnet${given[--vmnet]} (and the next for a second output), Bridged, and choose the one
NIC of that tap output. Promiscuous mode needs no more right than that.
Keep the NIC silent: ncpa.cpl, the NIC, Properties: untick everything but "VMware Bridge Protocol",
above all Internet Protocol Version 4 and 6, Client for Microsoft Networks, File and Printer Sharing.
END
      ;;
    esxi) cat <<END

IF is an uplink of the tap alone (vmnic1, say). Then Edit Settings of the VM: Add Network Adapter,
type VMXNET 3, port group tap1 (and tap2). In the Host Client instead: Networking, Virtual switches,
Add; Port groups, Add, VLAN ID 4095, Security, Promiscuous mode: Accept.
With a distributed switch: Promiscuous mode: Accept on its distributed port group.
To take it back: esxcli network vswitch standard remove --vswitch-name tap1 (and tap2)
END
      if $one_nic; then
        cat <<END

With --one-nic both outputs reach the VM's one adapter in the order in which the host got them. Which
output a frame is of, only a tag tells: have the switch in front put each output into a VLAN of its own
(an access port each, and a trunk to the host); in the sensor, tapbond -i eth1 --split vlan. Without
tags leave out --split vlan: the adapter is then what an aggregator's feed is.
END
      fi
      ;;
  esac
}

main "$@"

#!/usr/bin/env bash
# scripts/hypervisor/libvirt.sh with libvirt itself and a guest of QEMU, which has no disk: its
# firmware is all that runs. In namespaces, with an overlay over the machine's own files.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/scripts/overlay.sh
source "$here"/overlay.sh

define_guest() {
  virsh define /dev/stdin <<'XML'
<domain type='qemu'>
  <name>sensor</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <interface type='bridge'><source bridge='admin'/><model type='virtio'/></interface>
    <serial type='null'/>
  </devices>
</domain>
XML
}

definition() {
  virsh dumpxml --inactive sensor
}

script() {
  "$here"/../../scripts/hypervisor/libvirt.sh "$@" --sniff tap1 --sniff tap2 --apply
}

network() {
  ip -details link show
  tc qdisc show
  sysctl --ignore --all --pattern 'ipv6.conf.tap.*disable_ipv6'
}

can_tag() {
  tc qdisc add dev lo clsact && tc filter add dev lo ingress protocol all matchall action vlan push id 1
} 2>/dev/null

gives_macvtaps() {
  local before port
  before=$(definition)
  script up sensor >/dev/null
  expect "has a macvtap for each output" \
    test "$(definition | grep -c "<source dev='tap[12]' mode='passthrough'/>")" -eq 2
  script up sensor >/dev/null
  equal 2 "$(definition | grep -c "<interface type='direct'>")"
  expect "starts" virsh start sensor
  for port in tap1 tap2; do
    expect "listens to all that comes in at $port" grep -q 'promiscuity [1-9]' <(ip -details link show "$port")
    grep -q "macvtap.*@$port" <(ip link show type macvtap) || fail "no macvtap on $port"
  done
  expect "ends" virsh destroy sensor
  expect "gives back" script down sensor
  equal "$before" "$(definition)"
}

gives_a_bridge_for_management() {
  local before
  before=$(definition)
  script up sensor --management bridge:admin >/dev/null
  equal 2 "$(definition | grep -c "<source bridge='admin'/>")"
  expect "starts" virsh start sensor
  equal 2 "$(ip link show master admin | grep -c vnet)"
  expect "ends" virsh destroy sensor
  expect "gives back" script down sensor
  equal "$before" "$(definition)"
}

gives_one_bridge_to_both_outputs() {
  local before network_before
  if ! can_tag; then
    echo "not here: this kernel puts no tags on frames (act_vlan, cls_matchall)"
    return
  fi
  before=$(definition)
  network_before=$(network)
  script up sensor --one-nic >/dev/null
  equal 1 "$(definition | grep -c "<source bridge='tap-tap1'/>")"
  expect "starts" virsh start sensor
  expect "is on the bridge" grep -q vnet <(ip link show master tap-tap1)
  expect "ends" virsh destroy sensor
  expect "gives back" script down sensor
  equal "$before" "$(definition)"
  equal "$network_before" "$(network)"
}

with_libvirt() {
  local link
  ip link set lo up
  for link in tap1 tap2; do
    ip link add "$link" type veth peer name "$link-wire"
    ip link set "$link" up
    ip link set "$link-wire" up
  done
  ip link add admin type bridge
  printf '%s\n' 'security_driver = "none"' 'user = "root"' 'group = "root"' 'namespaces = []' \
    'cgroup_controllers = []' >/etc/libvirt/qemu.conf
  rm -rf /etc/libvirt/qemu /var/lib/libvirt/qemu
  mkdir /var/lib/libvirt/qemu
  virtlogd --daemon
  libvirtd --daemon
  until virsh --quiet list >/dev/null 2>&1; do sleep 0.1; done
  expect "takes a guest" define_guest
  gives_macvtaps
  gives_a_bridge_for_management
  gives_one_bridge_to_both_outputs
}

in_overlay() {  # WORK
  make_overlay "$1"
  mount -t sysfs sysfs "$1"/root/sys
  cp -r "$here"/../../scripts "$1"/root/tmp/
  mkdir -p "$1"/root/tmp/tests/scripts
  cp "$here"/*.sh "$1"/root/tmp/tests/scripts
  chroot "$1"/root bash /tmp/tests/scripts/libvirt_test.sh --with-libvirt
}

case ${1-} in
  --in-overlay) in_overlay "$2"; exit ;;
  --with-libvirt) with_libvirt; exit ;;
esac

[[ $EUID -eq 0 ]] || skip "namespaces need root"
for tool in libvirtd virtlogd virsh qemu-system-x86_64; do
  command -v $tool >/dev/null || skip "$tool is not installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 0755 "$work"
unshare --mount --net --pid --fork --kill-child bash "${BASH_SOURCE[0]}" --in-overlay "$work"

#!/bin/bash
# The init of the privileged domain: Xen's daemons, a bridge with two guests, two outputs of a tap
# between them, and the sensor, which xen.sh gives its vNICs. Then it answers on its second serial
# line.
set -u

PATH=$(echo /usr/lib/xen-*/bin):/usr/sbin:/usr/bin:/sbin:/bin
export PATH
mkdir -p /proc /sys /dev /run /tmp /var/log /var/lib
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /dev/pts
mount -t devpts none /dev/pts
ln -s /proc/self/fd /dev/fd
for folder in /run /tmp /var/log /var/lib; do mount -t tmpfs none "$folder"; done
ln -sfn /run /var/run
mkdir -p /var/lib/{xen,xenstored} /var/log/xen/console /run/{xen,xenstored} /var/lock
echo 'root:x:0:0:root:/root:/bin/bash' >/etc/passwd
echo 'root:x:0:' >/etc/group

/lab/serial/answer.sh /dev/ttyS1 /lab/xen/relay.sh &

modprobe -a xen-gntdev xen-gntalloc xen-evtchn xen-privcmd xenfs xen-netback bridge
mount -t xenfs none /proc/xen
xenstored
xen-init-dom0
xenconsoled --log=guest

echo 0 >/proc/sys/net/ipv6/conf/default/router_solicitations
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
echo 10 >/proc/sys/net/ipv6/conf/default/mldv2_unsolicited_report_interval
ip link set lo up
ip link add br0 type bridge
ip link set br0 up
ip address add 10.8.0.10/24 dev br0
ip address add fd08::10/64 dev br0

for tap in tap1 tap2; do
  ip link add "$tap" type veth peer name "$tap-wire"
  ip link set "$tap-wire" up
done

echo 'vif.default.script="/lab/xen/vif.sh"' >/etc/xen/xl.conf
domain() {  # NAME NUMBER MEGABYTES
  cat >"/etc/xen/$1.cfg" <<CONFIG
name = "$1"
type = "pv"
kernel = "/boot/vmlinux"
ramdisk = "/boot/guest.cpio"
extra = "console=hvc0 quiet rdinit=/init lab_host=$1 lab_number=$2"
memory = $3
vcpus = 1
vif = [ "mac=00:16:3e:00:08:$2,bridge=br0" ]
on_reboot = "destroy"
on_crash = "destroy"
CONFIG
}
domain guest1 11 192
domain guest2 12 192
domain sensor 14 384
/lab/scripts/hypervisor/xen.sh up sensor --sniff tap1 --sniff tap2 --apply
for name in guest1 guest2 sensor; do
  # xl's time limits cannot be set, and an emulated machine may miss them.
  for try in 1 2 3; do
    if xl create -q "/etc/xen/$name.cfg"; then break; fi
    echo "domain $name: try $try failed"
    xl destroy "$name" 2>/dev/null
  done
done

echo ready >/run/lab
while true; do wait; sleep 60; done

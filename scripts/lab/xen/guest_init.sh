#!/bin/busybox sh
# shellcheck shell=dash disable=SC2154  # the kernel's command line sets lab_host and lab_number
# The init of a guest: its network by the kernel's command line (lab_address=..., lab_peers=...),
# then it answers on its console.
/bin/busybox --install -s /bin 2>/dev/null
export PATH=/lab/bin:/usr/bin:/usr/sbin:/bin:/sbin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /dev/pts /tmp /run /var/tmp /etc
mount -t devpts none /dev/pts
ln -s /proc/self/fd /dev/fd
echo 'root:x:0:0:root:/:/bin/sh' >/etc/passwd
echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>/etc/passwd
echo 'root:x:0:' >/etc/group
echo 'nogroup:x:65534:' >>/etc/group
dmesg -n 1
modprobe xen-netfront
for setting in all default; do
  # Nobody speaks unasked.
  echo 0 >"/proc/sys/net/ipv6/conf/$setting/router_solicitations"
  echo 0 >"/proc/sys/net/ipv6/conf/$setting/accept_dad"
  # And what must be said of multicast addresses is said at once, not within seconds.
  echo 10 >"/proc/sys/net/ipv6/conf/$setting/mldv2_unsolicited_report_interval"
done
ip link set lo up
hostname "$lab_host"
if [ -n "$lab_number" ]; then
  ip link set eth0 up
  ip address add "10.8.0.$lab_number/24" dev eth0
  ip address add "fd08::$lab_number/64" dev eth0
fi
/lab/serial/answer.sh /dev/hvc0
reboot -f

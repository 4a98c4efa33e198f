#!/usr/bin/env bash
# tapbond.service under a systemd, with every restriction that the unit sets. That systemd is process
# 1 of namespaces and a control group of its own, over an overlay of the machine's files, and runs
# this script a second time, as a service.
# usage: unit_test.sh BUILD-DIRECTORY
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/scripts/overlay.sh
source "$here"/overlay.sh

readonly passed="all passed"

# Two echo requests and their replies.
ping_twice() {
  ping -q -n -c 2 -i 0.01 127.0.0.1 >/dev/null
}

packets_in() {  # FILE
  tshark -r "$1" 2>/dev/null | wc -l
}

status() {  # PROPERTY
  systemctl show --property "$1" --value tapbond
}

# Which another tapbond serves on the loopback.
bonds_a_feed() {
  rm /var/lib/tapbond/*
  sed -i 's/^interface = lo/interface = TCP@127.0.0.1:57012/' /etc/tapbond/tapbond.conf
  tapbond -i lo --serve 127.0.0.1:57012 icmp 2>/tmp/sensor &
  local sensor=$!
  until grep -q 'listening on lo' /tmp/sensor; do sleep 0.05; done
  expect "starts with a feed" systemctl start tapbond
  until journalctl --unit tapbond --output cat | grep -q ':57012 has lo'; do sleep 0.05; done
  ping_twice
  kill -INT $sensor
  wait $sensor
  expect "stops" systemctl stop tapbond
  equal 4 "$(packets_in /var/lib/tapbond/*.pcapng)"
  echo "ok: bonds a feed"
}

# As after a reboot: the leg is there, and nobody has touched it.
prepares_its_legs() {
  echo "interface = leg0" >/etc/tapbond/tapbond.conf
  ip link add leg0 type veth peer name wire0
  ip link set wire0 up
  expect "starts with a leg that is down" systemctl start tapbond
  until_said 'listening on leg0'
  expect "has made it listen" grep -Eq 'PROMISC.*UP|UP.*PROMISC' <(ip -o link show dev leg0)
  expect "without ARP" grep -q NOARP <(ip -o link show dev leg0)
  equal 1 "$(cat /proc/sys/net/ipv6/conf/leg0/disable_ipv6)"
  equal 0 "$(cat /sys/class/net/leg0/statistics/tx_packets)"
  # Plugged in again: there is no udev here to ask for it.
  ip link delete leg0
  until_said 'leg0 has vanished'
  ip link add leg0 type veth peer name wire0
  ip link set wire0 up
  until_said 'leg0 is back, but down'
  expect "prepares one that is plugged in again" /usr/share/tapbond/scripts/guest/legs.sh up leg0
  until_said 'leg0 is back after'
  systemctl stop tapbond
  ip link delete leg0
}

# A configuration that makes no sense.
ends_for_good() {
  echo "interface = leg0" >/etc/tapbond/tapbond.conf
  echo "hold = soon" >>/etc/tapbond/tapbond.conf
  ! systemctl start tapbond 2>/dev/null || fail "a hold that makes no sense is taken"
  until_said 'tapbond.conf:2: hold: '
  sleep 6  # RestartSec is 5
  equal failed "$(status ActiveState)"
  equal 0 "$(status NRestarts)"
  echo "ok: stops for good where its configuration makes no sense"
}

as_a_service() {
  local files file
  ip link set lo up
  expect "starts when its legs are open" systemctl start tapbond
  equal "listening on lo" "$(status StatusText)"
  equal tapbond "$(ps -o user= -p "$(status MainPID)")"
  ping_twice
  sleep 1.2  # files are named by the second
  expect "reloads" systemctl reload tapbond
  until files=(/var/lib/tapbond/*.pcapng) && [[ ${#files[@]} -eq 2 ]]; do sleep 0.05; done
  ping_twice
  expect "stops" systemctl stop tapbond
  equal success "$(status Result)"
  for file in "${files[@]}"; do
    equal 4 "$(packets_in "$file")"
    equal "tapbond 600" "$(stat -c '%U %a' "$file")"
  done
  echo "ok: captures, before and after the reload"
  expect "warns in the journal" grep -q 'lo has the address' \
    <(journalctl --unit tapbond --priority warning --output cat)
  install -D --mode 644 --target-directory /etc/systemd/system/tapbond.service.d \
    /usr/share/doc/tapbond/examples/to-interface.conf
  echo "to-interface = bond0" >>/etc/tapbond/tapbond.conf
  systemctl daemon-reload
  expect "starts with an interface to play to" systemctl start tapbond
  equal 1 "$(cat /proc/sys/net/ipv6/conf/bond0/disable_ipv6)"
  ping_twice
  # What is played there is not what it listens to.
  until [[ $(cat /sys/class/net/bond0/statistics/rx_packets) -eq 4 ]]; do sleep 0.05; done
  echo "ok: plays to it"
  systemctl stop tapbond
  bonds_a_feed
  prepares_its_legs
  ends_for_good
  echo "interface = nowhere0" >/etc/tapbond/tapbond.conf
  systemctl reset-failed tapbond
  expect "starts without its leg" systemctl start tapbond
  until_said 'nowhere0 .*; waiting for it'
  ip link add nowhere0 type veth peer name nowhere1
  ip link set nowhere0 up
  ip link set nowhere1 up
  until_said 'nowhere0 is there'
  expect "takes it when it comes" systemctl stop tapbond
  echo "$passed"
}

until_said() {  # PATTERN
  until journalctl --unit tapbond --output cat | grep -q "$1"; do sleep 0.1; done
}

# With the first version of control groups systemd keeps its own in a hierarchy without controllers.
mount_control_groups() {  # ROOT
  if [[ -d /sys/fs/cgroup/systemd ]]; then
    mount -t tmpfs tmpfs "$1"/sys/fs/cgroup
    mkdir "$1"/sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup "$1"/sys/fs/cgroup/systemd
  else
    mount -t cgroup2 cgroup2 "$1"/sys/fs/cgroup
  fi
}

become_systemd() {  # BUILD-DIRECTORY WORK
  local root=$2/root
  make_overlay "$2"
  mount -t sysfs sysfs "$root"/sys
  # As udev makes it.
  mount -t tmpfs tmpfs "$root"/dev/net
  mknod --mode 666 "$root"/dev/net/tun c 10 200
  mount_control_groups "$root"
  DESTDIR=$root cmake --install "$1" --prefix /usr >/dev/null
  chroot "$root" systemd-sysusers /usr/lib/sysusers.d/tapbond.conf
  sed -i 's/^#interface = eth1/interface = lo/' "$root"/etc/tapbond/tapbond.conf
  echo 0123456789abcdef0123456789abcdef >"$root"/etc/machine-id
  rm -rf "$root"/var/log/journal
  mkdir "$root"/tmp/test
  cp "$here"/*.sh "$root"/tmp/test
  mount --bind "$2"/said "$root"/mnt
  cat >"$root"/etc/systemd/system/test.service <<'END'
[Unit]
DefaultDependencies=no
Wants=systemd-journald.service
After=systemd-journald.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'exec bash /tmp/test/unit_test.sh --as-a-service >/mnt/test 2>&1'
ExecStopPost=/bin/systemctl --no-block poweroff -ff
END
  cd "$root"
  mkdir -p tmp/old
  mount --make-rprivate /
  mount --rbind . .
  cd "$root"
  pivot_root . tmp/old
  umount --lazy /tmp/old
  exec env --ignore-environment PATH="$PATH" container=test \
    /lib/systemd/systemd --system --unit=test.service --show-status=0
}

case ${1-} in
  --as-a-service) as_a_service; exit ;;
  --become-systemd) become_systemd "$2" "$3" ;;
esac

[[ $EUID -eq 0 ]] || skip "namespaces need root"
for tool in /lib/systemd/systemd cmake ping tshark; do
  command -v $tool >/dev/null || skip "$tool is not installed"
done
groups=/sys/fs/cgroup/systemd
[[ -d $groups ]] || groups=/sys/fs/cgroup
[[ -w $groups/cgroup.procs ]] || skip "there are no control groups to run a systemd in"

work=$(mktemp -d)
group=$groups/tapbond-unit-test-$$
remove_traces() {
  rm -rf "$work"
  find "$group" -depth -type d -exec rmdir {} +
}
mkdir "$group" "$work"/said
trap remove_traces EXIT
chmod 0755 "$work"
# Process 1 ends with a signal when the machine that it thinks it runs is switched off.
(
  echo $BASHPID >"$group"/cgroup.procs
  exec timeout --kill-after 5 120 unshare --cgroup --mount --net --ipc --uts --pid --fork --kill-child \
    bash "${BASH_SOURCE[0]}" --become-systemd "$1" "$work"
) || true
cat "$work"/said/test
equal "$passed" "$(tail -1 "$work"/said/test)"

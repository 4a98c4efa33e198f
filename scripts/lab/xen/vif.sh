#!/bin/sh
# What xl runs for each end of a vNIC in the privileged domain: it puts it on its bridge. Xen's own
# vif-bridge does the same with dozens of processes, which emulated can take longer than xl waits.
# vif.sh online|offline; its environment: xl-network-configuration(5), and xen-hotplug-common.sh.
set -eu

# shellcheck disable=SC2154  # xl says which: vif
case $1 in
  online)
    ip link set dev "$vif" address fe:ff:ff:ff:ff:ff arp off multicast off \
      master "$(xenstore-read "$XENBUS_PATH/bridge")" up
    xenstore-write "$XENBUS_PATH/hotplug-status" connected
    ;;
esac

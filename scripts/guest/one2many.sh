#!/usr/bin/env bash
# Bonds legs in the kernel, for programs that listen to one interface only.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
# shellcheck source=scripts/lib/steps.sh
. "$here/../lib/steps.sh"

usage() {
  cat <<END
usage: one2many.sh up --name NAME [--dry-run] [--state DIR] LEG...
       one2many.sh down --name NAME [--dry-run] [--state DIR]

  up         prepares each LEG as legs.sh does, and makes the interface NAME (an ifb) that receives
             what any of them receives. Twice is harmless, and adds legs.
  down       removes NAME, and the legs are again as they were
  --name     the interface's name (up to 15 characters)
  --dry-run  print the commands instead of running them
  --state    where is remembered what was (default /run/tapbond)
  --help

Then: suricata --af-packet=NAME, snort -i NAME, zeek -i NAME, tcpdump -i NAME. The frames come in
the order in which the kernel took them from the legs; tapbond -i LEG -i LEG puts them in the order
of their time stamps. Both may run at once.
END
}

# tc's preference of the one filter that each leg gets: before others, unless someone asks for less.
preference=10

has_filter() {  # LEG
  [[ $(tc filter show dev "$1" parent ffff: pref "$preference" 2>/dev/null) == *"to device $name"* ]]
}

has_ingress() {  # LEG: ingress and clsact both sit at ffff:
  [[ $(tc qdisc show dev "$1") == *'parent ffff:fff1'* ]]
}

# u32 with an empty match is every frame. Redirected to the ifb's receiving side, a frame keeps its
# time stamp, and is neither queued nor sent.
feed() {  # LEG
  if has_filter "$1"; then return; fi
  if ! has_ingress "$1"; then
    run tc qdisc add dev "$1" ingress
    undo with "$1" tc qdisc delete dev "$1" ingress
  fi
  run tc filter add dev "$1" parent ffff: pref "$preference" protocol all u32 match u32 0 0 \
    action mirred ingress redirect dev "$name"
  undo with "$1" tc filter delete dev "$1" parent ffff: pref "$preference"
}

largest_mtu() {
  local leg
  for leg in "${legs[@]}"; do cat "/sys/class/net/$leg/mtu"; done | sort -n | tail -n 1
}

prepare_leg() {  # LEG
  local options=(--state "$state")
  if $dry_run; then options+=(--dry-run); fi
  if ! was_begun "legs-$1"; then undo "$here/legs.sh" down "${options[@]}" "$1"; fi
  "$here/legs.sh" up "${options[@]}" "$1"
}

up() {
  local leg
  if [[ -e /sys/class/net/$name ]] && ! was_begun "one2many-$name"; then
    fail "there is an interface $name already, and not from here; choose another --name"
  fi
  begin "one2many-$name"
  if [[ ! -e /sys/class/net/$name ]]; then
    run ip link add "$name" type ifb
    undo with "$name" ip link delete "$name"
  fi
  set_sysctl "$name" "net/ipv6/conf/$name/disable_ipv6" 1
  for leg in "${legs[@]}"; do prepare_leg "$leg"; done
  run ip link set dev "$name" mtu "$(largest_mtu)" arp off up
  for leg in "${legs[@]}"; do feed "$leg"; done
  finish
}

action=
name=
legs=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --name) name=${2:?--name needs a name}; shift ;;
    --dry-run) dry_run=true ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) if [[ -z $action ]]; then action=$1; else legs+=("$1"); fi ;;
  esac
  shift
done
case $action-${#legs[@]} in
  up-0 | down-[1-9]*) usage >&2; exit 2 ;;
  up-* | down-0) ;;
  *) usage >&2; exit 2 ;;
esac
[[ $name =~ ^[A-Za-z0-9_.-]{1,15}$ ]] || fail "--name takes up to 15 letters, digits and _.-"
need_root

if [[ $action == up ]]; then
  need_interface "${legs[@]}"
  up
else
  take_back "one2many-$name"
fi

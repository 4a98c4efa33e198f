#!/usr/bin/env bash
# Makes a classroom in network namespaces: for each team hosts that talk, a passive tap on the wire
# between them, and a sensor that listens on the tap's outputs.
set -euo pipefail

usage() {
  cat <<END
usage: classroom.sh up|down [--teams N] [--tap half|aggregator] [--prefix NAME] [--dry-run]

  up          make the namespaces; what is complete already is left alone
  down        remove them, of any number of teams
  --teams N   how many teams (default 1, at most 99)
  --tap       half: the sensor has two legs, one for each direction (default)
              aggregator: it has one leg with both
  --prefix    first part of every namespace's name (default tapbond)
  --dry-run   print the commands instead of running them
  --help

Team 1 is made of these namespaces (team 2: tapbond2-..., 10.0.2.x, and so on):

  tapbond1-attack  10.0.1.1 ──── tap ──── switch ──┬── 10.0.1.2  tapbond1-target
                                 ║ ║               └── 10.0.1.3  tapbond1-monitored
  tapbond1-sensor           eth1 ╝ ╚ eth2

The tap and the switch are in tapbond1-tap. The sensor has no addresses; its eth1 hears what the
attack host sends, its eth2 what the others send there. An aggregator gives both to eth1.

Try:  ip netns exec tapbond1-sensor tapbond -i eth1 -i eth2
      ip netns exec tapbond1-attack ping 10.0.1.2
END
}

fail() {
  echo "classroom.sh: $*" >&2
  exit 1
}

run() {
  if $dry_run; then
    echo "$*"
  else
    "$@" >/dev/null
  fi
}

within() {  # NAMESPACE COMMAND...
  run ip netns exec "$@"
}

quiet_namespace() {  # NAMESPACE: nothing in it speaks unasked
  run ip netns add "$1"
  within "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  run ip -n "$1" link set lo up
}

# Offloads would let frames larger than the wire's, with unfinished checksums, reach the tap.
wire_sized_frames() {  # NAMESPACE INTERFACE
  within "$1" ethtool -K "$2" tx off tso off gso off gro off
}

# A wire has one order, two processors have none: the first one receives for every interface.
one_order() {  # NAMESPACE INTERFACE
  within "$1" sh -c "echo 1 > /sys/class/net/$2/queues/rx-0/rps_cpus"
}

cable() {  # NAMESPACE INTERFACE NAMESPACE INTERFACE
  run ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
  wire_sized_frames "$1" "$2"
  wire_sized_frames "$3" "$4"
  one_order "$1" "$2"
  one_order "$3" "$4"
  run ip -n "$1" link set "$2" up
  run ip -n "$3" link set "$4" up
}

# A host with one cable to its team's tap or switch, at 1 Gbit/s: a host that writes to a pair of
# virtual interfaces unhindered overruns their queues, and then it is the wire that loses frames.
host() {  # TEAM ROLE ADDRESS
  quiet_namespace "$1-$2"
  cable "$1-$2" eth0 "$1-tap" "$2"
  run tc -n "$1-$2" qdisc add dev eth0 root tbf rate 1gbit burst 64kb latency 100ms
  run ip -n "$1-$2" address add "$3/24" dev eth0
}

# One direction of the tapped wire. u32 with an empty match is every frame. Mirroring comes first,
# so the sensor has a frame before the other host can answer it.
tap_direction() {  # TEAM FROM-ROLE TO-ROLE OUTPUT
  run tc -n "$1-tap" qdisc add dev "$2" ingress
  run tc -n "$1-tap" filter add dev "$2" parent ffff: protocol all u32 match u32 0 0 \
    action mirred egress mirror dev "$4" \
    action mirred egress redirect dev "$3"
}

# What the switch sends towards the attack host passes the tap as well: "inside" is the end of the
# tapped wire at the switch, whose port it is plugged in is "uplink".
switch() {  # TEAM PORT...
  local team=$1 port
  run ip -n "$team-tap" link add switch type bridge mcast_snooping 0
  run ip -n "$team-tap" link set switch up
  cable "$team-tap" inside "$team-tap" uplink
  for port in uplink "${@:2}"; do run ip -n "$team-tap" link set "$port" master switch; done
}

# The kernel announces a new link with up to a second's delay.
has_link() {  # NAMESPACE INTERFACE
  ip -n "$1" link show dev "$2" | grep -q 'state UP'
}

legs() {  # TEAM LEG...: the sensor's interfaces listen, and never speak
  local team=$1 leg
  shift
  for leg in "$@"; do
    run ip -n "$team-sensor" link set "$leg" promisc on arp off
    $dry_run || until has_link "$team-sensor" "$leg"; do sleep 0.05; done
  done
}

team_namespaces() {  # NUMBER
  ip netns list | awk -v team="$prefix$1-" 'index($1, team) == 1 { print $1 }'
}

team_is_complete() {  # NUMBER: the last leg in promiscuous mode is what up ends with
  [[ $(team_namespaces "$1" | wc -l) -eq ${#roles[@]} ]] &&
    [[ $(ip -n "$prefix$1-sensor" -o link show type veth | wc -l) -eq ${#outputs[@]} ]] &&
    ip -n "$prefix$1-sensor" link show up dev "eth${#outputs[@]}" 2>/dev/null | grep -q PROMISC
}

team_down() {  # NUMBER
  local name
  for name in $(team_namespaces "$1"); do run ip netns delete "$name"; done
}

team_up() {  # NUMBER
  local team=$prefix$1 output
  if team_is_complete "$1"; then return; fi
  team_down "$1"
  unfinished=$1
  quiet_namespace "$team-tap"
  host "$team" attack "10.0.$1.1"
  host "$team" target "10.0.$1.2"
  host "$team" monitored "10.0.$1.3"
  switch "$team" target monitored
  quiet_namespace "$team-sensor"
  for output in "${outputs[@]}"; do
    cable "$team-tap" "out$output" "$team-sensor" "eth$output"
  done
  tap_direction "$team" attack inside out1
  tap_direction "$team" inside attack "out${#outputs[@]}"
  legs "$team" "${outputs[@]/#/eth}"
  unfinished=
}

remove_unfinished() {
  if [[ -n $unfinished ]]; then team_down "$unfinished"; fi
}

roles=(attack target monitored tap sensor)
teams=1
tap=half
prefix=tapbond
dry_run=false
action=
unfinished=
while [[ $# -gt 0 ]]; do
  case $1 in
    up | down) action=$1 ;;
    --teams) teams=${2:?--teams needs a number}; shift ;;
    --tap) tap=${2:?--tap needs half or aggregator}; shift ;;
    --prefix) prefix=${2:?--prefix needs a name}; shift ;;
    --dry-run) dry_run=true ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
if [[ -z $action ]]; then
  usage >&2
  exit 2
fi
[[ $teams =~ ^[1-9][0-9]?$ ]] || fail "--teams takes 1 to 99, not '$teams'"
case $tap in
  half) outputs=(1 2) ;;
  aggregator) outputs=(1) ;;
  *) fail "--tap takes half or aggregator, not '$tap'" ;;
esac
[[ $prefix =~ ^[A-Za-z][A-Za-z0-9_-]*$ ]] || fail "--prefix: letters, digits, - and _, please"
$dry_run || [[ $EUID -eq 0 ]] || fail "network namespaces need root: sudo $0 $action"

if [[ $action == up ]]; then
  trap remove_unfinished EXIT
  trap 'exit 130' INT TERM
  for ((number = 1; number <= teams; ++number)); do team_up "$number"; done
else
  any_role=$(IFS='|'; echo "${roles[*]}")
  for name in $(ip netns list | awk '{ print $1 }'); do
    if [[ $name =~ ^"$prefix"[1-9][0-9]?-($any_role)$ ]]; then
      run ip netns delete "$name"
    fi
  done
fi

# shellcheck shell=bash
# Sourced by mirror.sh: the engines vxlan and erspan. The mirror ends in a tunnel device, through
# which the kernel sends it to the sensor's address; the rest is the engine tc's.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

is_tunnel() {
  [[ $engine == vxlan || $engine == erspan ]]
}

# Of this bridge and sensor; an interface's name has at most 15 characters.
tunnel_device() {
  printf 'tapb%s' "$(printf '%s %s %s' "$bridge" "$sensor" "$engine" | sha256sum | head -c 10)"
}

# The mirror must not mirror itself: nothing that goes to the sensor, in whole or in fragments.
choose_tunnel() {
  [[ $to =~ ^[0-9.]+$ || $to =~ ^[0-9A-Fa-f:]+$ ]] ||
    fail "--to takes the sensor's IP address with --engine $engine, not '$to'"
  [[ $id =~ ^[0-9]+$ ]] || fail "--id takes a number, not '$id'"
  command -v tcpdump >/dev/null || fail "tcpdump is missing, which compiles what is not mirrored"
  sensor=$to
  to=$(tunnel_device)
  exclusions+=("host $sensor")
}

tunnel_source() {
  local route
  route=$(ip route get "$sensor" 2>/dev/null) || true
  [[ $route =~ \ src\ ([0-9A-Fa-f.:]+) ]] || fail "this host has no route to $sensor"
  echo "${BASH_REMATCH[1]}"
}

tunnel_is_up() {
  [[ -e /sys/class/net/$to ]] && tc_is_up
}

# What is too long for the path goes in fragments.
tunnel_up() {
  local source kind=()
  source=$(tunnel_source)
  case $engine in
    vxlan) kind=(vxlan id "$id" remote "$sensor" local "$source" dstport 4789 nolearning) ;;
    erspan) kind=(erspan seq key "$id" remote "$sensor" local "$source" erspan_ver 1 nopmtudisc ignore-df) ;;
  esac
  if [[ $engine == erspan && $sensor == *:* ]]; then kind[0]=ip6erspan; fi
  run ip link add dev "$to" type "${kind[@]}" ||
    fail "this kernel makes no such tunnel: $engine; take another engine"
  undo with "$to" ip link delete dev "$to"
  run ip link set dev "$to" mtu 1500
  silence "$to"
  if ! $dry_run; then wire_sized_copies; fi
  tc_up
  cat >&2 <<END
mirror.sh: in the sensor: tapbond -i INTERFACE --unwrap=$engine --unwrap-only. No program has the
tunnel's end there, so its kernel answers each copy with an ICMP error; have its firewall drop copies.
END
}

vxlan_is_up() { tunnel_is_up; }
erspan_is_up() { tunnel_is_up; }
vxlan_up() { tunnel_up; }
erspan_up() { tunnel_up; }

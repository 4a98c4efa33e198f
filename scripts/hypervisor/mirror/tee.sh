# shellcheck shell=bash
# Sourced by mirror.sh: the engine tee. br_netfilter shows bridged packets to iptables, whose target
# TEE sends a copy to the sensor's address.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

tee_chain() {
  echo "TAPBOND-$to"
}

tee_is_up() {
  local tables
  for tables in $(tee_families); do
    "$tables" -w -t mangle -S PREROUTING | grep -q -- "-j $(tee_chain)\$" || return 1
  done
}

is_ipv6() {
  [[ $1 == *:* ]]
}

# The commands for which there is a gateway.
tee_families() {
  local gateway
  for gateway in "${gateways[@]}"; do
    if is_ipv6 "$gateway"; then echo ip6tables; else echo iptables; fi
  done
}

tee_term() {  # DIRECTION KIND VALUE, for the command $tables
  local protocol
  case $2 in
    host | net)
      if { is_ipv6 "$3" && [[ $tables == ip6tables ]]; } ||
        { ! is_ipv6 "$3" && [[ $tables == iptables ]]; }; then
        echo "-${1:0:1} $3"
      fi
      ;;
    *) for protocol in $(protocols_of "$2"); do echo "-p $protocol --${1:0:1}port $3"; done ;;
  esac
}

# With the switch of br_netfilter the guests' packets meet the host's chain FORWARD.
refuse_a_firewall() {  # TABLES-COMMAND
  [[ $("$1" -w -S FORWARD) == '-P FORWARD ACCEPT' ]] ||
    fail "$1 has rules for FORWARD, which the guests' packets would meet: take --engine nft or tc"
  if nft list ruleset 2>/dev/null | grep -q 'hook forward .*policy drop'; then
    fail "nftables drops what is forwarded, and would drop the guests': take --engine nft or tc"
  fi
}

show_bridged_packets() {  # TABLES-COMMAND
  local switch=nf_call_$1
  if [[ $(cat "/proc/sys/net/bridge/bridge-nf-call-$1" 2>/dev/null) == 1 ||
    $(<"/sys/class/net/$bridge/bridge/$switch") == 1 ]]; then
    return
  fi
  refuse_a_firewall "$1"
  run ip link set dev "$bridge" type bridge "$switch" 1
  undo with "$bridge" ip link set dev "$bridge" type bridge "$switch" 0
}

address_of() {  # IP DEVICE: the MAC address that it has, asked for if need be
  local entry
  for _ in 1 2 3; do
    entry=$(ip neighbour show "$1" dev "$2")
    if [[ $entry =~ lladdr\ ([0-9a-f:]+) ]]; then
      echo "${BASH_REMATCH[1]}"
      return
    fi
    ping -n -q -c 1 -W 1 -I "$2" "$1" >/dev/null 2>&1 || true
  done
  return 1
}

# A sensor that died would be asked for in vain, and the kernel tell the guests that their packets
# cannot be delivered. And the bridge would flood what it has no address for. So both are fixed, and
# copies leave the host by the sensor's port or not at all.
tee_fail_open() {  # GATEWAY DEVICE
  local address
  address=$(address_of "$1" "$2") ||
    fail "the sensor does not answer at $1 on $2: it must be up, with this address, to begin"
  if [[ $(ip neighbour show "$1" dev "$2") != *PERMANENT* ]]; then
    run ip neighbour replace "$1" lladdr "$address" dev "$2" nud permanent
    undo with "$2" ip neighbour delete "$1" dev "$2"
  fi
  if ! is_bridge_port "$to"; then return; fi
  if [[ $(bridge fdb show br "$bridge" brport "$to") != *"$address"*static* ]]; then
    run bridge fdb replace "$address" dev "$to" master static
    undo with "$to" bridge fdb replace "$address" dev "$to" master dynamic
  fi
  if ! ebtables -L OUTPUT 2>/dev/null | grep -q -- "-d $address -o ! $to -j DROP"; then
    run ebtables -I OUTPUT -d "$address" ! -o "$to" -j DROP
    undo ebtables -D OUTPUT -d "$address" ! -o "$to" -j DROP
  fi
}

tee_rule() {  # TABLES-COMMAND CHAIN RULE...
  run "$1" -w -t mangle -A "${@:2}"
}

tee_jump() {  # TABLES-COMMAND CHAIN RULE...: as the chain's first rule
  run "$1" -w -t mangle -I "$2" 1 "${@:3}"
  undo "$1" -w -t mangle -D "${@:2}"
}

tee_new_chain() {  # TABLES-COMMAND CHAIN
  run "$1" -w -t mangle -N "$2"
  undo "$1" -w -t mangle -X "$2"
  undo "$1" -w -t mangle -F "$2"
}

# The bridge floods these by itself to a sensor on one of its ports.
tee_leave_floods() {  # TABLES-COMMAND CHAIN
  local type
  for type in broadcast multicast; do
    tee_rule "$1" "$2" -m pkttype --pkt-type "$type" -j RETURN
  done
  if [[ $1 == ip6tables ]]; then
    tee_rule "$1" "$2" -d ff00::/8 -j RETURN
  else
    tee_rule "$1" "$2" -d 224.0.0.0/4 -j RETURN
    tee_rule "$1" "$2" -m addrtype --dst-type BROADCAST -j RETURN
  fi
}

tee_fill_chain() {  # TABLES-COMMAND CHAIN GATEWAY DEVICE
  local tables=$1 expression rule
  tee_rule "$1" "$2" -m physdev --physdev-in "$to" -j RETURN
  tee_rule "$1" "$2" -s "$3" -j RETURN
  tee_rule "$1" "$2" -d "$3" -j RETURN
  for expression in "${exclusions[@]}"; do
    while read -ra rule; do
      # Of two hosts, one packet comes from the one and goes to the other.
      if [[ " ${rule[*]}" =~ ' -s '.*' -s ' || " ${rule[*]}" =~ ' -d '.*' -d ' ]]; then
        [[ $expression != *net* ]] || fail "tee cannot exclude '$expression': take --engine nft or tc"
        continue
      fi
      tee_rule "$1" "$2" "${rule[@]}" -j RETURN
    done < <(rules_of tee_term "$expression")
  done
  if is_bridge_port "$to"; then tee_leave_floods "$1" "$2"; fi
  run "$1" -w -t mangle -A "$2" -j TEE --gateway "$3" --oif "$4" ||
    fail "this kernel has no target TEE for $1 (module xt_TEE): take --engine nft or tc"
}

tee_choose_ports() {  # TABLES-COMMAND CHAIN
  local port to_inside=$2-IN
  tee_new_chain "$1" "$to_inside"
  for port in "${ports[@]}"; do
    tee_rule "$1" "$to_inside" -m physdev --physdev-in "$port" -j RETURN
  done
  tee_rule "$1" "$to_inside" -j "$2"
  for port in "${ports[@]}"; do
    tee_jump "$1" PREROUTING -i "$bridge" -m physdev --physdev-in "$port" -j "$2"
    tee_jump "$1" POSTROUTING -o "$bridge" -m physdev --physdev-is-bridged --physdev-out "$port" \
      -j "$to_inside"
  done
}

tee_up() {
  local gateway tables device=$to chain module
  [[ ${#gateways[@]} -gt 0 ]] || fail "tee needs the sensor's address: --gateway IP"
  [[ ${exclusions[*]} != *ether* ]] || fail "tee cannot exclude a MAC address: take --engine nft or tc"
  no_floods_to_the_sensor unicast:flood
  for module in br_netfilter xt_physdev xt_TEE; do modprobe -q "$module" 2>/dev/null || true; done
  if is_bridge_port "$to"; then device=$bridge; fi
  chain=$(tee_chain)
  for gateway in "${gateways[@]}"; do
    if is_ipv6 "$gateway"; then tables=ip6tables; else tables=iptables; fi
    command -v "$tables" >/dev/null || fail "$tables is missing: install iptables"
    show_bridged_packets "$tables"
    tee_fail_open "$gateway" "$device"
    tee_new_chain "$tables" "$chain"
    tee_fill_chain "$tables" "$chain" "$gateway" "$device"
    if $only_ports; then
      tee_choose_ports "$tables" "$chain"
    else
      tee_jump "$tables" PREROUTING -i "$bridge" -j "$chain"
    fi
    # What the host itself sends, or routes, to the guests.
    tee_jump "$tables" POSTROUTING -o "$bridge" -m physdev ! --physdev-is-bridged -j "$chain"
  done
  if [[ " $(tee_families | tr '\n' ' ')" != *' ip6tables '* ]]; then
    echo "mirror.sh: without an IPv6 --gateway, IPv6 is not mirrored" >&2
  fi
}

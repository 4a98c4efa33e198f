# shellcheck shell=bash
# Sourced by mirror.sh: the engine tc. One filter on each hook mirrors what its program matches, and
# lets tc go on to whatever filters others have set.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

tc_preference=1

tc_has_filter() {  # DEVICE ingress|egress
  [[ -n $(tc filter show dev "$1" "$2" pref "$tc_preference" 2>/dev/null) ]]
}

# The hooks, a line each: DEVICE ingress|egress. A frame passes one of them, or in the egress of a
# chosen port the program leaves out what came from another of them.
tc_hooks() {
  local port
  for port in "${ports[@]}"; do
    echo "$port ingress"
    if $only_ports; then echo "$port egress"; fi
  done
  if ! $only_ports; then echo "$bridge egress"; fi
}

tc_is_up() {
  local device hook
  while read -r device hook; do tc_has_filter "$device" "$hook" || return 1; done < <(tc_hooks)
}

# An expression of --exclude as pcap's compiler takes it. With ip or ip6, an address does not stand
# for ARP too, as it does not in nft.
tc_expression() {  # EXPRESSION
  local text='' direction kind value
  while read -r direction kind value; do
    direction=${direction/either/}
    case $kind in
      host | net)
        if [[ $value == *:* ]]; then kind="ip6 $direction $kind"; else kind="ip $direction $kind"; fi
        ;;
      ether-host) kind="ether ${direction:-host}" ;;
      port) kind="$direction port" ;;
      *) kind="${kind%-port} $direction port" ;;
    esac
    text+="${text:+ and }$kind $value"
  done < <(terms_of "$1")
  echo "not ($text)"
}

# A classic BPF program as tc takes it; with nothing to leave out, "return 65535".
tc_program() {  # EXPRESSION...
  local IFS=' ' all
  if [[ $# -eq 0 ]]; then
    echo '1,6 0 0 65535'
    return
  fi
  command -v tcpdump >/dev/null || fail "tcpdump is missing, which compiles what is not mirrored"
  all=$(printf ' and %s' "$@")
  tcpdump -y EN10MB -ddd "${all# and }" | tr '\n' ','
}

tc_mirror() {  # DEVICE ingress|egress PROGRAM
  local present outlet
  if [[ $2 == ingress ]]; then outlet=$(outlet 1); else outlet=$(outlet 2); fi
  present=$(tc qdisc show dev "$1")
  if [[ $present == *'qdisc ingress '* && $2 == egress ]]; then
    fail "$1 has a queueing discipline 'ingress' where 'clsact' is needed; take --engine nft"
  elif [[ $present != *'qdisc clsact '* && $present != *'qdisc ingress '* ]]; then
    run tc qdisc add dev "$1" clsact
    undo with "$1" tc qdisc delete dev "$1" clsact
  elif tc_has_filter "$1" "$2"; then
    fail "somebody else's filter stands first (pref $tc_preference) in $1 $2; take --engine nft"
  fi
  run tc filter add dev "$1" "$2" pref "$tc_preference" protocol all bpf bytecode "$3" \
    action mirred egress mirror dev "$outlet" continue
  undo with "$1" tc filter delete dev "$1" "$2" pref "$tc_preference"
}

tc_up() {
  local expressions=() from_inside=() expression address port device hook program
  no_floods_to_the_sensor unicast:flood multicast:mcast_flood broadcast:bcast_flood
  for expression in "${exclusions[@]}"; do expressions+=("$(tc_expression "$expression")"); done
  for address in $(addresses_behind "$to"); do expressions+=("not ether host $address"); done
  if $only_ports; then
    for port in "${ports[@]}"; do
      for address in $(addresses_behind "$port"); do from_inside+=("not ether src $address"); done
    done
  fi
  while read -r device hook; do
    if $only_ports && [[ $hook == egress ]]; then
      program=$(tc_program "${expressions[@]}" "${from_inside[@]}")
    else
      program=$(tc_program "${expressions[@]}")
    fi
    tc_mirror "$device" "$hook" "$program"
  done < <(tc_hooks)
}

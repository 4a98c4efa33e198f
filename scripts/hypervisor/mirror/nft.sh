# shellcheck shell=bash
# Sourced by mirror.sh: the engine nft. Frames are duplicated at netdev hooks, before a bridge or
# an address family sees them.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

nft_table() {
  echo "tapbond_${to//[^A-Za-z0-9]/_}"
}

nft_is_up() {
  nft list table netdev "$(nft_table)" >/dev/null 2>&1
}

nft_term() {  # DIRECTION KIND VALUE
  local side=${1:0:1}addr protocol
  case $2 in
    host | net)
      if [[ $3 == *:* ]]; then echo "ip6 $side $3"; else echo "ip $side $3"; fi
      ;;
    ether-host) echo "ether $side $3" ;;
    *) for protocol in $(protocols_of "$2"); do echo "$protocol ${1:0:1}port $3"; done ;;
  esac
}

comma_separated() {
  local IFS=,
  echo "$*"
}

# A set of MAC addresses that grows by what is seen, and begins with what the bridge has learned.
nft_set() {  # NAME PORT...
  local addresses port
  mapfile -t addresses < <(for port in "${@:2}"; do addresses_behind "$port"; done)
  echo "  set $1 {"
  echo '    type ether_addr; flags dynamic,timeout; timeout 1h; size 1024;'
  if [[ ${#addresses[@]} -gt 0 ]]; then
    echo "    elements = { $(comma_separated "${addresses[@]}") }"
  fi
  echo '  }'
}

nft_ruleset() {
  local expression rule hooks
  hooks=$(comma_separated "${ports[@]/#/\"}")
  hooks="${hooks//,/\",}\""
  echo "table netdev $(nft_table) {"
  nft_set sensor "$to"
  if $only_ports; then nft_set inside "${ports[@]}"; fi
  echo '  chain leave_out {'
  echo '    ether saddr @sensor accept'
  echo '    ether daddr @sensor accept'
  for expression in "${exclusions[@]}"; do
    while read -r rule; do echo "    $rule accept"; done < <(rules_of nft_term "$expression")
  done
  echo '  }'
  echo '  chain from_sensor {'
  echo "    type filter hook ingress device \"$to\" priority -500; policy accept;"
  echo '    update @sensor { ether saddr }'
  echo '  }'
  echo '  chain in {'
  echo "    type filter hook ingress devices = { $hooks } priority -500; policy accept;"
  if $only_ports; then echo '    update @inside { ether saddr }'; fi
  echo '    jump leave_out'
  echo "    dup to \"$(outlet 1)\""
  echo '  }'
  echo '  chain out {'
  if $only_ports; then
    # What came from one of these ports was mirrored when it came in.
    echo "    type filter hook egress devices = { $hooks } priority -500; policy accept;"
    echo '    ether saddr @inside return'
  else
    # What the host itself sends to the guests.
    echo "    type filter hook egress device \"$bridge\" priority -500; policy accept;"
  fi
  echo '    jump leave_out'
  echo "    dup to \"$(outlet 2)\""
  echo '  }'
  echo '}'
}

nft_up() {
  command -v nft >/dev/null || fail "nft is missing: install nftables, or take --engine tc"
  no_floods_to_the_sensor unicast:flood multicast:mcast_flood broadcast:bcast_flood
  if $dry_run; then
    printf 'nft -f - <<END\n%s\nEND\n' "$(nft_ruleset)"
    return
  fi
  nft_ruleset | nft -f - ||
    fail "nft refuses the rules: it takes Linux 5.16 with nft_dup_netdev; or take --engine tc"
  undo nft delete table netdev "$(nft_table)"
}

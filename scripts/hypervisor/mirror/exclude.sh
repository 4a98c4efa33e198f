# shellcheck shell=bash
# Sourced by mirror.sh: the expressions of --exclude, and what each engine calls them. They are a
# part of pcap-filter(7)'s language: what iptables and nft can say too.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

# The terms of an expression, a line each: DIRECTION (src, dst or either) KIND VALUE.
terms_of() {  # EXPRESSION
  local words direction kind ports=0
  read -ra words <<<"$1"
  set -- "${words[@]}"
  while true; do
    direction=either
    kind=
    case ${1-} in
      tcp | udp) kind=$1-; shift ;;
      ether) kind=ether-; shift ;;
    esac
    case ${1-} in
      src | dst) direction=$1; shift ;;
    esac
    if [[ $kind == ether- && ${1-} =~ ^[0-9A-Fa-f:]{17}$ && $direction != either ]]; then
      set -- host "$@"
    fi
    [[ $kind${1-} =~ ^(host|net|port|tcp-port|udp-port|ether-host)$ && -n ${2-} ]] || return 1
    kind+=$1
    case $kind in
      host) [[ $2 =~ ^[0-9A-Fa-f.:]+$ ]] || return 1 ;;
      net) [[ $2 =~ ^[0-9A-Fa-f.:]+/[0-9]+$ ]] || return 1 ;;
      ether-host) [[ $2 =~ ^[0-9A-Fa-f:]{17}$ ]] || return 1 ;;
      *) [[ $2 =~ ^[0-9]+$ && $((++ports)) -eq 1 ]] || return 1 ;;
    esac
    echo "$direction $kind $2"
    shift 2
    if [[ $# -eq 0 ]]; then return; fi
    [[ $1 == and ]] || return 1
    shift
  done
}

check_exclusions() {
  local expression
  for expression in "${exclusions[@]}"; do
    terms_of "$expression" >/dev/null ||
      fail "--exclude '$expression' is not understood: terms are 'host IP', 'net IP/LENGTH'," \
        "at most one 'port N', 'ether host MAC', joined by 'and'; --help says more"
  done
}

# Rules, a line each, of which one matches when the expression does: every way to choose one of the
# alternatives that COMMAND prints for each term (DIRECTION KIND VALUE, the direction src or dst).
rules_of() {  # COMMAND EXPRESSION
  local rules=('') longer rule direction kind value way one
  while read -r direction kind value; do
    longer=()
    for way in ${direction/either/src dst}; do
      while read -r one; do
        for rule in "${rules[@]}"; do longer+=("${rule:+$rule }$one"); done
      done < <("$1" "$way" "$kind" "$value")
    done
    rules=("${longer[@]}")
  done < <(terms_of "$2")
  if [[ ${#rules[@]} -gt 0 ]]; then printf '%s\n' "${rules[@]}"; fi
}

protocols_of() {  # KIND of port
  case $1 in
    port) echo 'tcp udp' ;;
    *) echo "${1%-port}" ;;
  esac
}

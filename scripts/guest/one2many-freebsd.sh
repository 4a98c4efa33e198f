#!/bin/sh
# Bonds legs in FreeBSD's kernel with netgraph, for programs that listen to one interface only.
#
# ng_ether(4) gives each leg a node; what the leg receives leaves by its hook "lower". ng_one2many(4)
# joins these hooks, many0 ... manyN, to its hook "one", where ng_eiface(4) is an interface to listen
# to. Nothing comes back: frames that are diverted to "lower" never reach the host's own stack.
set -eu

usage() {
  cat <<END
usage: one2many-freebsd.sh up --name NAME [--dry-run] [--state DIR] LEG...
       one2many-freebsd.sh down --name NAME [--dry-run] [--state DIR]

  up         loads the netgraph modules, makes each LEG promiscuous, without ARP, IPv6, LRO and VLAN
             stripping, and makes the interface NAME that receives what any of them receives.
             Twice is harmless.
  down       takes all of it back, also the modules that up loaded
  --name     the interface's name (up to 15 letters and digits)
  --dry-run  print the commands instead of running them
  --state    where is remembered what was (default /var/run)
  --help

A LEG must have no address. Then: tcpdump -ni NAME, snort -i NAME, suricata -i NAME.
END
}

fail() {
  echo "one2many-freebsd.sh: $*" >&2
  exit 1
}

run() {
  if $dry_run; then echo "$*"; else "$@" >/dev/null; fi
}

undo() {
  $dry_run || echo "$*" >>"$steps"
}

# The last step first. One that fails does not keep the others from being taken back.
take_back() {
  [ -e "$steps" ] || return 0
  failed=0
  awk '{ line[NR] = $0 } END { for (n = NR; n > 0; --n) print line[n] }' "$steps" >"$steps.reversed"
  while read -r command; do
    if $dry_run; then
      echo "$command"
    elif ! eval "$command" >/dev/null; then
      echo "one2many-freebsd.sh: this step could not be taken back: $command" >&2
      failed=1
    fi
  done <"$steps.reversed"
  rm -f "$steps.reversed"
  $dry_run || rm -f "$steps"
  return "$failed"
}

load_module() {  # NAME
  if kldstat -q -m "$1"; then return; fi
  run kldload "$1"
  undo kldunload "$1"
}

shows() {  # TEXT WORD: as one of the words that ifconfig prints between < , >
  printf '%s\n' "$1" | grep -Eq "[<,]$2[,>]"
}

set_option() {  # LEG TEXT WORD OPTION OPPOSITE: where the interface shows the word
  if ! shows "$2" "$3"; then return; fi
  run ifconfig "$1" "$4"
  undo ifconfig "$1" "$5"
}

prepare_leg() {  # LEG
  shown=$(ifconfig "$1") || fail "there is no interface $1"
  if printf '%s\n' "$shown" | grep -q '^[[:space:]]*inet '; then
    fail "$1 has an IPv4 address, which a leg must not have: ifconfig $1 delete"
  fi
  if ! shows "$shown" IFDISABLED; then
    run ifconfig "$1" inet6 ifdisabled
    undo ifconfig "$1" inet6 -ifdisabled
  fi
  if ! shows "$shown" NOARP; then
    run ifconfig "$1" -arp
    undo ifconfig "$1" arp
  fi
  set_option "$1" "$shown" LRO -lro lro
  set_option "$1" "$shown" VLAN_HWTAGGING -vlanhwtag vlanhwtag
  if ! shows "$shown" PPROMISC; then
    run ifconfig "$1" promisc
    undo ifconfig "$1" -promisc
  fi
  if ! shows "$shown" UP; then
    run ifconfig "$1" up
    undo ifconfig "$1" down
  fi
}

up() {
  if [ -e "$steps" ]; then return; fi
  if ! $dry_run; then
    trap 'take_back' EXIT
    trap 'exit 130' INT TERM
    : >"$steps"
  fi
  for module in ng_ether ng_one2many ng_eiface; do load_module "$module"; done
  for leg in $legs; do prepare_leg "$leg"; done
  node=${name}_one2many
  number=0
  for leg in $legs; do
    if [ "$number" -eq 0 ]; then
      run ngctl mkpeer "$leg:" one2many lower many0
      undo ngctl shutdown "$leg:lower"
      run ngctl name "$leg:lower" "$node"
    else
      run ngctl connect "$leg:" "$node:" lower "many$number"
    fi
    number=$((number + 1))
  done
  run ngctl mkpeer "$node:" eiface one ether
  undo ngctl shutdown "$node:one"
  if $dry_run; then
    interface=ngeth0
  else
    interface=$(ngctl msg "$node:one" getifname | sed -n 's/^Args:[[:space:]]*"\(.*\)"$/\1/p')
    [ -n "$interface" ] || fail "netgraph does not tell the name of the new interface"
  fi
  run ifconfig "$interface" name "$name"
  run ifconfig "$name" inet6 ifdisabled
  run ifconfig "$name" -arp promisc up
  trap - EXIT
}

action=
name=
legs=
state=/var/run
dry_run=false
while [ $# -gt 0 ]; do
  case $1 in
    --name) name=${2:?--name needs a name}; shift ;;
    --dry-run) dry_run=true ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *[!A-Za-z0-9_.]* | '') fail "'$1' is not an interface's name" ;;
    *) if [ -z "$action" ]; then action=$1; else legs="$legs $1"; fi ;;
  esac
  shift
done
case $action:$legs in
  up: | down:?*) usage >&2; exit 2 ;;
  up:* | down:) ;;
  *) usage >&2; exit 2 ;;
esac
case $name in
  '' | *[!A-Za-z0-9]* | ????????????????*) fail "--name takes up to 15 letters and digits" ;;
esac
steps=$state/tapbond-one2many-$name
$dry_run || [ "$(id -u)" -eq 0 ] || fail "netgraph needs root"
if [ "$action" = up ]; then up; else take_back; fi

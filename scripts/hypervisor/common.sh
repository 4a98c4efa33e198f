# shellcheck shell=bash
# Sourced by vmware.sh, virtualbox.sh, xen.sh and libvirt.sh: their command line, and changes that
# are only printed without --apply.
#
# A script adds its own options to `given`, with their defaults; it defines usage, up and hints, and
# calls main "$@". up says what to do with change, change_with and undo_with.

# shellcheck source=scripts/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/steps.sh"

declare -A given=([--management]='')
action=
vm=
sniff=()
apply=false
one_nic=false
repeated=false

shared_usage() {
  cat <<END
  up            give the VM the vNICs; a second time mends what was changed meanwhile
  down          give back what up found
  --management  the adapter to administer the sensor by; without it the VM's first stays as it is
  --sniff IF    host interface that a tap's output is plugged in; once, or twice for both outputs
  --one-nic     give the VM one vNIC for both outputs: each gets a VLAN tag on the host, and
                tapbond --split vlan takes them apart. One queue keeps the order in which frames came
  --apply       do it; without it, the commands and settings are printed
  --dry-run     print, even with --apply
  --help
END
}

parse_arguments() {
  local dry_run=false
  while [[ $# -gt 0 ]]; do
    case $1 in
      up | down) action=$1 ;;
      --sniff) sniff+=("${2:?--sniff needs a host interface}"); shift ;;
      --one-nic) one_nic=true ;;
      --apply) apply=true ;;
      --dry-run) dry_run=true ;;
      --help) usage; exit ;;
      --*)
        [[ -v "given[$1]" ]] || fail "there is no option $1; --help lists them"
        given[$1]=${2:?$1 needs a value}
        shift
        ;;
      *)
        [[ -z $vm ]] || fail "one VM at a time: '$vm' or '$1'?"
        vm=$1
        ;;
    esac
    shift
  done
  if $dry_run; then apply=false; fi
  if [[ -z $action || -z $vm ]]; then
    usage >&2
    exit 2
  fi
  [[ $vm != *$'\n'* ]] || fail "the VM's name has a line break"
  [[ $action == down || ${#sniff[@]} -eq 1 || ${#sniff[@]} -eq 2 ]] ||
    fail "name the host interface of each tap output with --sniff, one or two of them"
  if [[ $action == up ]] && $one_nic && [[ ${#sniff[@]} -ne 2 ]]; then
    fail "--one-nic is for both outputs of a tap: name two host interfaces with --sniff"
  fi
  [[ ${#sniff[@]} -lt 2 || ${sniff[0]} != "${sniff[1]}" ]] || fail "--sniff ${sniff[0]}: given twice"
}

refuse_one_nic() {  # REASON
  if $one_nic; then fail "--one-nic cannot be had: $1; leave it out"; fi
}

need_host_interfaces() {  # INTERFACE...
  local interface
  for interface in "$@"; do
    [[ ! -d /sys/class/net || -e /sys/class/net/$interface ]] ||
      fail "this host has no interface $interface; ip link lists them"
  done
}

need_last_line_break() {  # FILE: or what is appended would not be a line of its own
  [[ -z $(tail -c 1 "$1") ]] || fail "$1: the last line has no line break; add it"
}

# The same address each time, and another for each vNIC: PREFIX is the hypervisor's three octets.
address_for() {  # PREFIX NUMBER
  local digest
  digest=$(printf '%s' "$vm" | sha256sum)
  printf '%s:%s:%s:%02x\n' "$1" "${digest:0:2}" "${digest:2:2}" "$2"
}

change() {  # COMMAND...
  if $apply; then
    "$@"
  else
    printf '%q ' "$@"
    echo
  fi
}

change_with() {  # INPUT COMMAND...: a command and what it reads
  local input=$1
  shift
  if $apply; then
    "$@" <<<"$input"
  else
    printf '%q ' "$@"
    printf "<<'END'\n%s\nEND\n" "$input"
  fi
}

undo_with() {  # COMMAND...: takes back the change that follows, unless it was made before
  $repeated || undo "$@"
}

main() {
  parse_arguments "$@"
  # A VM's settings outlive a restart of the host, and so does what takes them back.
  state=${XDG_STATE_HOME:-$HOME/.local/state}/tapbond
  if [[ $EUID -eq 0 ]]; then state=${XDG_STATE_HOME:-/var/lib}/tapbond; fi
  local name=${0##*/}
  name=${name%.sh}-${vm//\//%}
  dry_run=true
  if $apply; then dry_run=false; fi

  if [[ $action == down ]]; then
    take_back "$name"
    return
  fi
  if was_begun "$name"; then repeated=true; fi
  begin "$name"
  up
  finish
  hints | sed "s|^|# |; s| *$||"
}

# shellcheck shell=bash
# Sourced by vmware.sh, virtualbox.sh, xen.sh and libvirt.sh: their command line, and changes that
# know how they are taken back.
#
# A script adds its own options to `given`, with their defaults; it defines usage, up and hints, and
# calls main "$@". up says what to do with change, change_with and undo_with; without --apply they
# only print.
#
# What takes changes back stands in a file, a command a line, the newest first. While up is at work
# it has the suffix .part.

readonly program=${0##*/}
declare -A given=([--management]='')
action=
vm=
sniff=()
apply=false
repeated=false

fail() {
  echo "$program: $*" >&2
  exit 1
}

shared_usage() {
  cat <<END
  up            give the VM the vNICs; a second time mends what was changed meanwhile
  down          give back what up found
  --management  the adapter to administer the sensor by; without it the VM's first stays as it is
  --sniff IF    host interface that a tap's output is plugged in; once, or twice for both outputs
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
  [[ ${#sniff[@]} -lt 2 || ${sniff[0]} != "${sniff[1]}" ]] || fail "--sniff ${sniff[0]}: given twice"
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

undo_with() {  # COMMAND...: takes back the change that follows
  if ! $apply || $repeated; then return; fi
  local later=
  if [[ -e $undo_file.part ]]; then later=$(<"$undo_file.part"); fi
  {
    printf '%q ' "$@"
    printf '\n%s' "${later:+$later$'\n'}"
  } >"$undo_file.new"
  mv "$undo_file.new" "$undo_file.part"
}

undo() {  # FILE: what is done is taken off the file, so that it can be gone on with
  local commands command
  mapfile -t commands <"$1"
  while [[ ${#commands[@]} -gt 0 ]]; do
    command=${commands[0]}
    if $apply; then
      eval "$command" || fail "this failed, and what $1 lists was not undone: $command"
    else
      echo "$command"
    fi
    commands=("${commands[@]:1}")
    if $apply; then printf '%s\n' "${commands[@]}" >"$1"; fi
  done
  if $apply; then rm "$1"; fi
}

take_back_unfinished() {
  if $apply && [[ -e $undo_file.part ]]; then
    echo "$program: taking back what was done" >&2
    undo "$undo_file.part"
  fi
}

main() {
  parse_arguments "$@"
  local state_home=${XDG_STATE_HOME:-$HOME/.local/state}
  if [[ $EUID -eq 0 ]]; then state_home=${XDG_STATE_HOME:-/var/lib}; fi
  undo_file=$state_home/tapbond/${program%.sh}-${vm//\//%}

  if [[ $action == down ]]; then
    if [[ -e $undo_file.part ]]; then undo "$undo_file.part"; fi
    if [[ -e $undo_file ]]; then undo "$undo_file"; fi
    return
  fi
  [[ ! -e $undo_file.part ]] || fail "an earlier run was cut off; first: $0 down --apply $vm"
  if $apply; then
    if [[ -e $undo_file ]]; then repeated=true; fi
    mkdir -p "${undo_file%/*}"
    trap take_back_unfinished EXIT
    trap 'exit 130' INT TERM
  fi
  up
  if [[ -e $undo_file.part ]]; then mv "$undo_file.part" "$undo_file"; fi
  hints | sed "s|^|# |; s| *$||"
}

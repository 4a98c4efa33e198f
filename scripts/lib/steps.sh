# shellcheck shell=bash
# For the scripts that change a machine: every step is noted together with the command that takes it
# back, so that `down` undoes exactly what `up` did. A step that is not needed is neither made nor
# noted; that is what makes a second `up` harmless.
#
#   dry_run, state         variables, for the script's options --dry-run and --state
#   begin NAME             the steps that follow are noted in $state/NAME; when the script fails
#                          before `finish`, those of a new NAME are taken back
#   run COMMAND...         makes a step, or prints it with --dry-run
#   undo COMMAND...        notes how to take back the step just made
#   with INTERFACE COMMAND...   the command, unless the interface is gone: for undo
#   take_back NAME         takes the steps back, the last first, and forgets them

# shellcheck disable=SC2034  # the scripts' options set them
dry_run=false
state=/run/tapbond
steps=
unfinished=

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

need_root() {
  $dry_run || [[ $EUID -eq 0 ]] || fail "changing network settings needs root: sudo $0"
}

need_interface() {  # INTERFACE...
  local name
  for name in "$@"; do
    [[ -e /sys/class/net/$name ]] || fail "there is no interface $name; 'ip link' lists them"
  done
}

run() {
  if $dry_run; then
    printf '%s\n' "$*"
  else
    "$@" >/dev/null
  fi
}

begin() {  # NAME
  steps=$state/$1
  if $dry_run || [[ -e $steps ]]; then return; fi
  mkdir -p "$state"
  unfinished=$1
  trap roll_back EXIT
  trap 'exit 130' INT TERM
  : >"$steps"
}

finish() {
  unfinished=
}

roll_back() {
  if [[ -n $unfinished ]]; then take_back "$unfinished"; fi
}

was_begun() {  # NAME
  [[ -e $state/$1 ]]
}

undo() {
  if $dry_run; then return; fi
  { printf '%q ' "$@"; echo; } >>"$steps"
}

with() {  # INTERFACE COMMAND...
  [[ ! -e /sys/class/net/$1 ]] || "${@:2}"
}

take_back() {  # NAME
  local file=$state/$1 commands number failed=0
  [[ -e $file ]] || return 0
  mapfile -t commands <"$file"
  for ((number = ${#commands[@]} - 1; number >= 0; --number)); do
    if $dry_run; then
      echo "${commands[number]#with * }"
    elif ! eval "${commands[number]}" >/dev/null; then
      echo "${0##*/}: this step could not be taken back: ${commands[number]}" >&2
      failed=1
    fi
  done
  $dry_run || rm -f "$file"
  return "$failed"
}

set_sysctl() {  # INTERFACE PATH-BELOW-/proc/sys VALUE: where the kernel has it
  local file=/proc/sys/$2 old
  [[ -e $file ]] || return 0
  old=$(<"$file")
  if [[ $old == "$3" ]]; then return; fi
  run sysctl -qw "$2=$3"
  undo with "$1" sysctl -qw "$2=$old"
}

# A link's flags as `ip link` prints them; the kernel shows PROMISC there only when it was set by
# hand, and not while a program listens.
has_flag() {  # INTERFACE FLAG
  [[ $(ip -o link show dev "$1") =~ \<([^>]*)\> && ,${BASH_REMATCH[1]}, == *,$2,* ]]
}

set_flag() {  # INTERFACE FLAG OPTION VALUE OPPOSITE: ip link set OPTION VALUE, which makes FLAG
  if has_flag "$1" "$2"; then return; fi
  run ip link set dev "$1" "$3" "$4"
  undo with "$1" ip link set dev "$1" "$3" "$5"
}

# Turns off what `ethtool -k` shows as on and not as fixed.
turn_off_features() {  # INTERFACE EXTENDED-REGULAR-EXPRESSION-OF-NAMES
  local interface=$1 name off=() on=()
  command -v ethtool >/dev/null || fail "ethtool is missing: install the package ethtool"
  while read -r name; do
    off+=("$name" off)
    on+=("$name" on)
  done < <(ethtool -k "$interface" 2>/dev/null | sed -nE "s/^[[:space:]]*($2): on\$/\1/p")
  if [[ ${#off[@]} -eq 0 ]]; then return; fi
  run ethtool -K "$interface" "${off[@]}" ||
    echo "${0##*/}: $interface keeps some of these on: ${off[*]}" >&2
  undo with "$interface" ethtool -K "$interface" "${on[@]}"
}

#!/usr/bin/env bash
# A virtual machine with tapbond in it, whose sniffing vNICs hang on the outputs of a classroom's tap.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
# shellcheck source=scripts/lib/steps.sh
. "$here/../lib/steps.sh"

usage() {
  cat <<END
usage: guest.sh up [--nic KIND[,KIND...]] [--tap half|aggregator] [--package DEB] [--cpus N]
                   [--memory MIB] [--accel kvm|tcg] [OPTIONS]
       guest.sh run COMMAND | fetch FILE [TO] | plug KIND | monitor COMMAND | wait | down [OPTIONS]

  up           starts a Debian guest in QEMU, with tapbond installed from its package, and waits until
               it answers. Around it is the classroom of scripts/classroom.sh: the tap's outputs are
               plugged in to the guest's vNICs, which it knows as leg1 and leg2. A guest that runs
               already is left alone
  run          a shell command in the guest, with the input, the output and the status that it has
  fetch        copies FILE out of the guest, to TO or into this directory
  plug         of several kinds of vNIC: moves the tap's outputs to those of KIND
  monitor      a command of QEMU's monitor, as 'set_link leg1 off', 'stop', 'system_reset'
  wait         until the guest answers again, after a reboot, say
  down         the guest and its classroom are gone

  --nic KIND   vmxnet3, e1000, e1000e, pcnet or virtio (default vmxnet3). Each of several kinds gets as
               many vNICs as the tap has outputs: leg1 and leg2 are of the first kind, leg3 and leg4 of
               the second, and so on
  --tap TAP    half: an output for each direction (default); aggregator: one with both
  --package    the tapbond package to install (default: one made from this checkout)
  --cpus N     of the guest (default 2)
  --memory MIB of the guest (default 1024)
  --accel      kvm, or tcg, which is plain emulation (default: kvm where a guest boots with it)
  --prefix P   of the classroom's namespaces (default tapbond-guest); another one, another guest
  --dry-run    print the commands instead of running them
  --state DIR  where is remembered what was made (default /run/tapbond)
  --help

Needs root, and the packages of 'scripts/packages.sh lab demo'. The guest's disk is kept
(scripts/lab/image.sh); what a guest writes to it is gone with the guest.

Try:  guest.sh run 'legs.sh up leg1 leg2 && tapbond -i leg1 -i leg2 -c 10' &
      ip netns exec tapbond-guest1-attack ping 10.0.1.2
END
}

start_limit=900  # seconds: plain emulation on a busy machine is slow
kvm_limit=20
monitor_port=4444
# systemd(1): what starts slowly there has not failed.
patient="systemd.default_timeout_start_sec=$start_limit systemd.service_watchdogs=no"

device_of() {  # KIND: as QEMU names it
  case $1 in
    vmxnet3 | e1000 | e1000e | pcnet) echo "$1" ;;
    virtio) echo virtio-net-pci ;;
    *) fail "--nic takes vmxnet3, e1000, e1000e, pcnet and virtio, not '$1'" ;;
  esac
}

within() {
  run ip netns exec "$namespace" "$@"
}

# That /dev/kvm exists does not say that a guest runs with it. A kernel without a disk gives up as
# soon as it has started, and reboots, which ends QEMU.
kvm_boots() {  # KERNEL
  [[ -w /dev/kvm ]] && timeout "$kvm_limit" qemu-system-x86_64 -accel kvm -cpu host -m 256 -nodefaults \
    -display none -no-reboot -serial stdio -kernel "$1" -append 'console=ttyS0 panic=-1' 2>/dev/null |
    grep -q 'Kernel panic'
}

# It is tried once after each start of this machine.
choose_accelerator() {  # DISK-FOLDER
  local boot known
  if [[ -n $accelerator ]]; then return; fi
  accelerator=tcg
  if $dry_run; then return; fi
  boot=$(</proc/sys/kernel/random/boot_id)
  known=$(dirname "$1")/accelerator
  if [[ $(cat "$known" 2>/dev/null) != "$boot "* ]]; then
    if kvm_boots "$1/vmlinuz"; then accelerator=kvm; fi
    echo "$boot $accelerator" >"$known"
  fi
  read -r _ accelerator <"$known"
}

outputs() {
  if [[ $tap == half ]]; then echo 2; else echo 1; fi
}

# The vNICs in their order, "NAME KIND" on each line.
vnics() {
  local kind number=0 output
  for kind in "${kinds[@]}"; do
    for ((output = 1; output <= $(outputs); ++output)); do
      number=$((number + 1))
      echo "leg$number $kind"
    done
  done
}

# The other end of a vNIC in the namespace of the classroom's sensor, where the tap's outputs arrive
# and QEMU runs.
add_wires() {
  local name
  while read -r name _; do
    run ip -n "$namespace" tuntap add dev "$name" mode tap
    run ip -n "$namespace" link set "$name" promisc on arp off up
  done < <(vnics)
}

# u32 with an empty match is every frame.
connect() {  # KIND
  local name kind number=0
  while read -r name kind; do
    if [[ $kind != "$1" ]]; then continue; fi
    number=$((number + 1))
    run tc -n "$namespace" filter replace dev "eth$number" parent ffff: protocol all prio 1 handle 800::800 \
      u32 match u32 0 0 action mirred egress redirect dev "$name"
  done
  [[ $number -gt 0 ]] || fail "this guest has no vNIC of the kind $1"
}

add_inlets() {
  local number
  for ((number = 1; number <= $(outputs); ++number)); do
    run tc -n "$namespace" qdisc add dev "eth$number" ingress
  done
}

start_qemu() {  # DISK-FOLDER
  local name kind arguments=()
  while read -r name kind; do
    arguments+=(-netdev "tap,id=wire-$name,ifname=$name,script=no,downscript=no"
      -device "$(device_of "$kind"),id=$name,netdev=wire-$name,romfile=,mac=$(printf '52:54:00:00:01:%02x' "${name#leg}")")
  done < <(vnics)
  case $accelerator in
    kvm) arguments+=(-accel kvm -cpu host) ;;
    tcg) arguments+=(-accel 'tcg,thread=multi' -cpu Nehalem) ;;
    *) fail "--accel takes kvm or tcg, not '$accelerator'" ;;
  esac
  within qemu-system-x86_64 -name "$prefix" -machine pc -smp "$cpus" -m "$memory" -nodefaults -display none \
    -serial "file:$folder/console" -qmp "tcp:127.0.0.1:$monitor_port,server=on,wait=off" \
    -kernel "$1/vmlinuz" -initrd "$1/initrd" -append "root=/dev/vda console=ttyS0 quiet $patient" \
    -drive "file=$1/disk.img,format=raw,if=virtio,snapshot=on,cache=unsafe" \
    -netdev 'user,id=outside,restrict=on,hostfwd=tcp:127.0.0.1:22-:22' \
    -device virtio-net-pci,id=mgmt,netdev=outside,romfile=,mac=52:54:00:00:00:01 \
    "${arguments[@]}" -daemonize -pidfile "$folder/pid"
}

is_running() {
  [[ -e $folder/pid && $(cat "/proc/$(<"$folder/pid")/comm" 2>/dev/null) == qemu-system-x86 ]]
}

# shellcheck disable=SC2317  # undo calls it
end_qemu() {
  local tries
  for ((tries = 0; tries < 200; ++tries)); do
    is_running || return 0
    if [[ $tries -eq 0 ]]; then kill "$(<"$folder/pid")"; fi
    if [[ $tries -eq 100 ]]; then kill -KILL "$(<"$folder/pid")"; fi
    sleep 0.1
  done
  return 1
}

secure_shell() {  # SSH-ARGUMENT...
  ip netns exec "$namespace" ssh -F none -q -i "$folder/key" -o BatchMode=yes -o ConnectTimeout=120 \
    -o KexAlgorithms=curve25519-sha256 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o ServerAliveInterval=30 -o ControlPath="$folder/line" root@127.0.0.1 "$@"
}

# One connection that the commands share: emulated, to agree on keys takes longer than most of them.
open_line() {
  secure_shell -M -N -f </dev/null >/dev/null 2>&1 || true
}

# What ends the guest's end of a connection is not told to this one.
close_line() {
  secure_shell -O exit </dev/null >/dev/null 2>&1 || true
}

# QEMU takes connections for a guest that does not, and asks it ever more seldom.
shows_banner() {  # SECONDS
  # shellcheck disable=SC2016  # the inner shell expands it
  ip netns exec "$namespace" timeout "$1" bash -c 'read -r line </dev/tcp/127.0.0.1/22 && [[ $line == SSH-* ]]' \
    2>/dev/null
}

wait_for_guest() {
  local since=$SECONDS patience=12  # quarters of seconds; a busy machine gets more each time
  close_line
  # shellcheck disable=SC2016  # the guest's shell expands it
  until shows_banner "$((++patience / 4))" &&
    secure_shell '[ "$(systemctl is-system-running --wait)" != stopping ]' </dev/null; do
    is_running || fail "QEMU ended: $(tail -n 5 "$folder/console")"
    [[ $((SECONDS - since)) -lt $start_limit ]] ||
      fail "the guest does not answer after $start_limit s; its console: $(tail -n 20 "$folder/console")"
    sleep 0.5
  done
  open_line
}

# QEMU's machine protocol: one JSON object to a line, and the monitor's commands inside it.
ask_monitor() {  # COMMAND
  # shellcheck disable=SC2016  # the inner shell expands them
  ip netns exec "$namespace" timeout 360 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "%s\n" "{\"execute\": \"qmp_capabilities\"}" "$2" >&3
    answers=0
    while [[ $answers -lt 2 ]] && read -r line <&3; do
      case $line in
        *\"return\":* | *\"error\":*) answers=$((answers + 1)) ;;
      esac
    done
    echo "$line"' bash "$monitor_port" \
    "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \"$1\"}}"
}

monitor() {  # COMMAND
  local answer
  case $1 in system_reset | loadvm*) close_line ;; esac
  answer=$(ask_monitor "$1") || fail "QEMU's monitor does not answer"
  [[ $answer =~ ^\{\"return\":\ \"(.*)\"\} ]] || fail "QEMU's monitor: $answer"
  printf '%b' "${BASH_REMATCH[1]//\\\"/\"}"
}

up() {
  local disk began=$SECONDS
  if was_begun "guest-$prefix"; then
    if is_running; then return; fi
    take_back "guest-$prefix"
  fi
  disk=$("$here/image.sh" "${image_options[@]}")
  choose_accelerator "$disk"
  begin "guest-$prefix"
  undo rm -rf "$folder"
  run mkdir -p "$folder"
  run install -m 600 "$disk/key" "$folder/key"
  if ! $dry_run; then vnics >"$folder/vnics"; fi
  undo "$here/../classroom.sh" down --prefix "$prefix"
  run "$here/../classroom.sh" up --prefix "$prefix" --tap "$tap"
  add_wires
  add_inlets
  connect "${kinds[0]}" < <(vnics)
  undo end_qemu
  start_qemu "$disk"
  if ! $dry_run; then
    wait_for_guest
    echo "the guest runs ($accelerator, started in $((SECONDS - began)) s)"
  fi
  finish
}

need_guest() {
  is_running || fail "no guest runs with the prefix $prefix; 'guest.sh up' starts one"
}

action=
words=()
kinds=(vmxnet3)
tap=half
cpus=2
memory=1024
accelerator=
prefix=tapbond-guest
image_options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --nic) IFS=, read -r -a kinds <<<"${2:?--nic needs a kind}"; shift ;;
    --tap) tap=${2:?--tap needs half or aggregator}; shift ;;
    --package) image_options+=(--package "${2:?--package needs a file}"); shift ;;
    --cpus) cpus=${2:?--cpus needs a number}; shift ;;
    --memory) memory=${2:?--memory needs a number}; shift ;;
    --accel) accelerator=${2:?--accel needs kvm or tcg}; shift ;;
    --prefix) prefix=${2:?--prefix needs a name}; shift ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --dry-run) dry_run=true; image_options+=(--dry-run) ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *)
      if [[ -z $action ]]; then action=$1; else words+=("$1"); fi
      if [[ $action == run && ${#words[@]} -gt 0 ]]; then words=("$@"); break; fi
      ;;
  esac
  shift
done
namespace=${prefix}1-sensor
folder=$state/guest-$prefix.files
for number in "$cpus" "$memory"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "--cpus and --memory take a number, not '$number'"
done
[[ $tap == half || $tap == aggregator ]] || fail "--tap takes half or aggregator, not '$tap'"
for kind in "${kinds[@]}"; do device_of "$kind" >/dev/null; done
need_root

case $action:${#words[@]} in
  up:0) up ;;
  down:0)
    take_back "guest-$prefix"
    $dry_run || [[ ! -d $state ]] || rmdir --ignore-fail-on-non-empty "$state"
    ;;
  wait:0) need_guest; wait_for_guest ;;
  plug:1) need_guest; connect "${words[0]}" <"$folder/vnics" ;;
  monitor:1) need_guest; monitor "${words[0]}" ;;
  run:[1-9]*)
    need_guest
    if [[ -t 0 ]]; then secure_shell -t -- "${words[@]}"; else secure_shell -- "${words[@]}"; fi
    ;;
  fetch:[12])
    need_guest
    to=${words[1]-$(basename "${words[0]}")}
    secure_shell "cat -- $(printf '%q' "${words[0]}")" </dev/null >"$to.part" || { rm -f "$to.part"; exit 1; }
    mv "$to.part" "$to"
    ;;
  *) usage >&2; exit 2 ;;
esac

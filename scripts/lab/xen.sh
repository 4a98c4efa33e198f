#!/usr/bin/env bash
# A Xen host in one QEMU: a privileged domain with a bridge, two guests that talk, and a sensor.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
# shellcheck source=scripts/lab/serial/ask.sh
. "$here/serial/ask.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/tapbond/xen
state=${XDG_RUNTIME_DIR:-/tmp}/tapbond-xen-$EUID
tapbond=$here/../../build/sensor/tapbond
packages=(bash bsdutils busybox-static coreutils dash ethtool findutils grep hostname iproute2
          iptables iputils-ping kmod libc-bin libgcc-s1 linux-image-amd64 mawk mount nftables procps
          sed tcpdump util-linux xen-hypervisor-4.17-amd64 xen-utils-4.17 xen-utils-common)
guest_programs=(bash ethtool ip tcpdump)
programs=()
# A second processor of the privileged domain makes each of its fork() four times slower, because
# emulated ones wait for each other. And nobody here attacks anybody.
faster="dom0_max_vcpus=1 dom0_vcpus_pin xpti=no spec-ctrl=no pv-l1tf=no"
seconds=60
start_limit=900
dry_run=false
action=

usage() {
  cat <<END
usage: xen.sh up [--tapbond FILE] [--program FILE]... [--start-limit N] [--state DIR] [--dry-run]
       xen.sh run [--seconds N] [--state DIR] HOST COMMAND...
       xen.sh down [--state DIR] [--dry-run]

  up         boots Xen in QEMU, without KVM, in a minute or two; the first time it makes the images,
             which takes another half. Twice is harmless
  run        runs COMMAND with sh on HOST, with its output and its exit status; 255: no answer
  down       ends it; nothing is left but the images, in ${cache}
  --tapbond  the program for the sensor (default: build/sensor/tapbond)
  --program  another program for the guests, in /lab/bin; its libraries come along
  --start-limit
             how many seconds to wait for each of them to start (default ${start_limit})
  --seconds  how long the command may take (default ${seconds})
  --state    where is remembered what runs (default ${state})
  --dry-run  print what would be done
  --help

HOST is
  dom0    the privileged domain: bridge br0, 10.8.0.10 and fd08::10; this checkout's scripts are in
          /lab/scripts
  guest1  10.8.0.11 and fd08::11
  guest2  10.8.0.12 and fd08::12
  sensor  tapbond, tcpdump, /lab/scripts/guest; eth0 on br0, 10.8.0.14 and fd08::14; eth1 and eth2
          listen on tap1 and tap2 of dom0: what is sent into tap1-wire and tap2-wire there arrives
Everybody is quiet until told otherwise. It takes 3 GB of memory and 'scripts/packages.sh lab', but
no root.
END
}

fail() {
  echo "xen.sh: $*" >&2
  exit 1
}

# What the images are made of, in short: they are made again when it is another.
made_of() {
  {
    cat "$here/xen/tree.sh"
    apt-cache show --no-all-versions "${packages[@]}" 2>/dev/null |
      grep -E '^(Package|Version|Depends):' || true
  } | sha256sum
}

make_images() {
  local work include
  if [[ -e $cache/made-of && $(<"$cache/made-of") == "$(made_of)" ]]; then return; fi
  include=$(IFS=, && echo "${packages[*]}")
  if $dry_run; then
    echo "mmdebstrap --variant=extract --include=$include bookworm, into $cache"
    return
  fi
  mkdir -p "${cache%/*}"
  work=$(mktemp -d "$cache.XXXXXX")
  mmdebstrap --variant=extract --format=null --include="$include" \
    --extract-hook="$here/xen/tree.sh \"\$1\" $work" bookworm >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; rm -rf "$work"; fail "the images could not be made"; }
  made_of >"$work/made-of"
  rm -rf "$cache"
  mv "$work" "$cache"
}

copy_with_libraries() {  # FOLDER PROGRAM...: into FOLDER/lab/bin; the libraries where they are here
  local program file
  for program in "${@:2}"; do
    cp -L "$program" "$1/lab/bin/"
    while read -r file; do
      mkdir -p "$1${file%/*}"
      cp -Lu "$file" "$1$file"
    done < <(ldd "$program" | sed -nE 's|^(.*=> )?[[:space:]]*(/[^ ]+) \(0x.*|\2|p')
  done
}

pack() {  # FOLDER
  (cd "$1" && find . -print0 | cpio --quiet --null --create --format newc --owner 0:0)
}

# What changes from day to day is laid over the images: an initramfs may have several parts.
lay_over() {
  local guest=$state/guest dom0=$state/dom0 program found
  mkdir -p "$guest"/{bin,lab/bin,lab/scripts,proc,sys,dev} "$dom0"/{boot,lab/scripts}
  cp "$cache/busybox" "$guest/bin/"
  cp "$here/xen/guest_init.sh" "$guest/init"
  cp -r "$here/../guest" "$here/../lib" "$guest/lab/scripts/"
  cp -r "$here/serial" "$guest/lab/"
  for program in "${guest_programs[@]}"; do
    found=$(PATH=$PATH:/usr/sbin:/sbin command -v "$program") ||
      fail "$program is missing; scripts/packages.sh lab installs it"
    copy_with_libraries "$guest" "$found"
  done
  ln -s /lab/bin/bash "$guest/bin/bash"
  copy_with_libraries "$guest" "$tapbond" "${programs[@]}"
  { cat "$cache/guest.cpio"; pack "$guest"; } >"$dom0/boot/guest.cpio"
  cp "$cache/vmlinux" "$dom0/boot/"
  cp "$here/xen/dom0_init.sh" "$dom0/init"
  cp -r "$here/serial" "$here/xen" "$dom0/lab/"
  cp -r "$here/../hypervisor" "$here/../lib" "$dom0/lab/scripts/"
  { cat "$cache/dom0.cpio"; pack "$dom0"; } >"$state/dom0.cpio"
  rm -rf "$guest" "$dom0"
}

is_running() {
  [[ -e $state/qemu.pid && -e $state/serial.in ]] && kill -0 "$(<"$state/qemu.pid")" 2>/dev/null
}

ask_host() {  # SECONDS HOST COMMAND
  local host=$2
  if [[ $host == dom0 ]]; then host=-; fi
  ask "$state/serial" "$1" "$host" "$3"
}

give_up() {  # WHY: with what was said last
  tail -n 20 "$state/console" >&2
  fail "$1; $(tail -n 5 "$state/said")"
}

wait_for() {  # UNTIL HOST COMMAND
  local began=$SECONDS
  until ask_host 20 "$2" "$3" >/dev/null 2>"$state/said"; do
    is_running || give_up "QEMU ended before $1"
    [[ $((SECONDS - began)) -lt $start_limit ]] ||
      give_up "waited $start_limit s until $1, in vain (--start-limit)"
    sleep 1
  done
}

# Emulated, the whole takes a minute on an idle machine; a busy one may need many times that.
wait_until_up() {
  local host
  wait_for 'the privileged domain answers' dom0 true
  wait_for 'the privileged domain has started the guests' dom0 'test -e /run/lab || { xl list >&2; false; }'
  for host in guest1 guest2 sensor; do wait_for "$host answers" "$host" true; done
}

up() {
  local program machine
  if is_running; then return; fi
  machine=(qemu-system-x86_64 -M q35 -cpu Nehalem -smp 2 -m 3072 -display none -no-reboot -nic none
    -serial "file:$state/console" -serial "pipe:$state/serial" -pidfile "$state/qemu.pid"
    -kernel "$cache/xen"
    -append "console=com1 com1=115200,8n1 dom0_mem=1600M loglvl=warning guest_loglvl=none $faster"
    -initrd "$cache/vmlinux console=hvc0 quiet rdinit=/init mitigations=off,$state/dom0.cpio" -daemonize)
  if $dry_run; then
    make_images
    printf '%q ' "${machine[@]}"
    echo
    return
  fi
  for program in qemu-system-x86_64 mmdebstrap cpio xz; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null ||
      fail "$program is missing; scripts/packages.sh lab installs it"
  done
  [[ -x $tapbond ]] || fail "there is no $tapbond; build it, or name it with --tapbond"
  make_images
  rm -rf "$state"
  mkdir -m 700 "$state"
  trap down EXIT
  trap 'exit 130' INT TERM
  lay_over
  mkfifo "$state/serial.in" "$state/serial.out"
  "${machine[@]}"
  wait_until_up
  trap - EXIT INT TERM
}

down() {
  local pid waited=0
  if $dry_run; then
    echo "kill QEMU; rm -rf $state"
    return
  fi
  if is_running; then
    pid=$(<"$state/qemu.pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do
      sleep 0.1
      if ((++waited == 100)); then kill -KILL "$pid"; fi
    done
  fi
  rm -rf "$state"
}

while [[ $# -gt 0 ]]; do
  case $1 in
    up | down | run) action=$1 ;;
    --tapbond) tapbond=${2:?--tapbond needs a file}; shift ;;
    --program) programs+=("${2:?--program needs a file}"); shift ;;
    --start-limit) start_limit=${2:?--start-limit needs a number}; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --state) state=${2:?--state needs a directory}; shift ;;
    --dry-run) dry_run=true ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) [[ $action == run ]] || { usage >&2; exit 2; }; break ;;
  esac
  shift
done
for number in "$seconds" "$start_limit"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "--seconds and --start-limit take a number, not '$number'"
done
case $action in
  up) up ;;
  down) down ;;
  run)
    [[ $# -ge 2 ]] || { usage >&2; exit 2; }
    is_running || fail "nothing runs; xen.sh up"
    ask_host "$seconds" "$1" "${*:2}"
    ;;
  *) usage >&2; exit 2 ;;
esac

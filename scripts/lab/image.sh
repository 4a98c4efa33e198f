#!/usr/bin/env bash
# Makes the disk of a Debian guest with tapbond installed, and keeps it.
set -euo pipefail

usage() {
  cat <<END
usage: image.sh [--package DEB] [--cache DIR] [--dry-run]

Prints the folder that holds the guest's disk (disk.img), its kernel and initrd, and the key that
opens it to root (key). What is kept from before is taken when it was made from the same packages
and the same DEB; else it is made, which takes two minutes the first time, and some seconds when
only the DEB is another.

  --package DEB  the tapbond package to install, with apt (default: one made from this checkout)
  --cache DIR    where it is kept (default: \${XDG_CACHE_HOME:-~/.cache}/tapbond)
  --dry-run      print the commands instead of running them
  --help

Needs root, and the packages of 'scripts/packages.sh lab'.
END
}

suite=bookworm
# What a guest boots with, what the scripts of the package use, and other programs that capture.
packages=(linux-image-amd64 initramfs-tools systemd-sysv udev openssh-server iproute2 ethtool kmod procps
          zstd tcpdump wireshark-common)
vnics=16
disk_size=4G
disks_kept=3

fail() {
  echo "image.sh: $*" >&2
  exit 1
}

run() {
  if $dry_run; then
    printf '%s\n' "$*" >&2
  else
    "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "this failed: $*"; }
  fi
}

make_package() {
  local root
  root=$(realpath "$here/../..")
  run "$root/scripts/packages.sh" build package
  run cmake -S "$root" -B "$root/build" -DCMAKE_BUILD_TYPE=Release
  run cmake --build "$root/build" --parallel "$(nproc)" --target tapbond documents
  # CPack builds the tests before it packs, unless the generator has no rule for that.
  run cpack -G DEB -D CPACK_CMAKE_GENERATOR=Ninja --config "$root/build/CPackConfig.cmake" -B "$scratch"
  if $dry_run; then package=tapbond.deb; else package=$(echo "$scratch"/*.deb); fi
}

short_hash() {
  sha256sum | cut -c 1-16
}

# The initrd holds what this disk needs: a large one takes long to unpack without KVM.
make_base() {
  local hook
  echo "making the guest's system from Debian's packages, which takes some minutes" >&2
  # shellcheck disable=SC2016  # mmdebstrap's shell expands it
  hook='mkdir -p "$1/etc/initramfs-tools/conf.d"; echo MODULES=list >"$1/etc/initramfs-tools/conf.d/lab"'
  run mmdebstrap --mode=root --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
    --aptopt='APT::Install-Recommends "false"' --essential-hook="$hook" \
    --customize-hook="$here/image.sh --settle \"\$1\"" "$suite" "$scratch/base.tar"
  run mv "$scratch/base.tar" "$base"
}

# Called by mmdebstrap. The vNIC for the lab itself is mgmt; the others are leg1, leg2, ..., by the
# last byte of their addresses: names that depend on the order in which drivers load are not the
# same at each start.
settle() {  # ROOT
  local root=$1 network=$1/etc/systemd/network number
  printf '%s\n' virtio_pci virtio_blk ext4 >>"$root/etc/initramfs-tools/modules"
  chroot "$root" update-initramfs -u
  printf '[Match]\nMACAddress=52:54:00:00:00:01\n[Link]\nName=mgmt\n' >"$network/10-mgmt.link"
  printf '[Match]\nName=mgmt\n[Network]\nAddress=10.0.2.15/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' \
    >"$network/10-mgmt.network"
  for ((number = 1; number <= vnics; ++number)); do
    printf '[Match]\nMACAddress=52:54:00:00:01:%02x\n[Link]\nName=leg%d\n' "$number" "$number" \
      >"$network/10-leg$number.link"
  done
  echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
  echo sensor >"$root/etc/hostname"
  printf 'UsePAM no\nUseDNS no\n' >"$root/etc/ssh/sshd_config.d/lab.conf"
  rm -f "$root/etc/machine-id"
  chroot "$root" systemd-machine-id-setup
  chroot "$root" systemctl enable systemd-networkd ssh
  chroot "$root" systemctl mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer getty@tty1.service getty-static.service \
    serial-getty@ttyS0.service systemd-networkd-wait-online.service
}

install_package() {  # ROOT: the list of what apt can get may be as old as the base
  run cp "$package" "$1/tmp/tapbond.deb"
  run cp /etc/resolv.conf "$1/etc/resolv.conf"
  run chroot "$1" apt-get update
  run chroot "$1" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends /tmp/tapbond.deb
  run chroot "$1" apt-get clean
  run rm "$1/tmp/tapbond.deb" "$1/etc/resolv.conf"
}

make_disk() {
  local root=$scratch/root made=$scratch/made
  echo "installing tapbond on the guest's disk" >&2
  run mkdir "$root" "$made"
  run tar -xf "$base" -C "$root"
  install_package "$root"
  run ssh-keygen -q -t ed25519 -N '' -C lab -f "$made/key"
  run install -D -m 600 "$made/key.pub" "$root/root/.ssh/authorized_keys"
  run mke2fs -q -t ext4 -d "$root" -E lazy_itable_init=1 "$made/disk.img" "$disk_size"
  run cp -L "$root/vmlinuz" "$made/vmlinuz"
  run cp -L "$root/initrd.img" "$made/initrd"
  run mv "$made" "$disk"
}

forget_old() {
  find "$cache" -maxdepth 1 -name 'base-*' ! -path "$base" -delete
  find "$cache" -maxdepth 1 -name 'disk-*' -printf '%T@ %p\n' | sort -rn | tail -n +$((disks_kept + 1)) |
    cut -d ' ' -f 2- | while read -r old; do rm -rf "$old"; done
}

here=$(dirname "$(realpath "$0")")
package=
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tapbond
dry_run=false
while [[ $# -gt 0 ]]; do
  case $1 in
    --package) package=${2:?--package needs a file}; shift ;;
    --cache) cache=${2:?--cache needs a directory}; shift ;;
    --dry-run) dry_run=true ;;
    --settle) settle "$2"; exit ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[[ -z $package || -f $package ]] || fail "there is no package $package"
$dry_run || [[ $EUID -eq 0 ]] || fail "the files of a guest belong to root: sudo $0"

if ! $dry_run; then
  mkdir -p "$cache"
  exec {lock}>"$cache/lock"
  flock "$lock"
  scratch=$(mktemp -d -p "$cache")
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT TERM
else
  scratch=$cache/scratch
fi
log=$scratch/log
if [[ -z $package ]]; then make_package; fi

# A package made again from the same files differs in nothing but times.
base=$cache/base-$({ echo "$suite ${packages[*]}"; declare -f make_base settle; } | short_hash).tar
contents=$($dry_run || dpkg-deb --ctrl-tarfile "$package" | tar -xO | grep -v "^Installed-Size:" | short_hash)
disk=$cache/disk-$({ echo "$base $contents"; declare -f install_package make_disk; } | short_hash)
[[ -e $base ]] || make_base
[[ -e $disk ]] || make_disk
if ! $dry_run; then
  touch "$disk"
  forget_old
fi
echo "$disk"

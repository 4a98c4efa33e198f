#!/bin/bash
# Run by mmdebstrap in a tree of unpacked Debian packages: takes the kernel, the hypervisor and what
# the privileged domain and its guests run out of it. tree.sh TREE TARGET-FOLDER
# Nothing is left compressed: to unpack it takes an emulated processor longer than all the rest.
set -euo pipefail

tree=$1
target=$2

# What mirror.sh, xen.sh and xl's hotplug scripts run, and the tests.
programs=(bash sh awk base64 basename cat chmod cp cut date dd df dirname dmesg echo env expr false
          find flock grep head hostname id kill ln logger ls mkdir mknod mktemp mount mv nproc pgrep ping ps
          readlink realpath rm rmdir sed seq sh md5sum sha256sum sleep sort stat stty sync sysctl tail tee
          test timeout touch tr true umount uname uniq wc xargs
          depmod insmod lsmod modprobe bridge ip tc ethtool tcpdump nft
          ebtables ip6tables iptables)
# Of the kernel's modules; with what they need.
modules=(drivers/xen drivers/net/xen-netback drivers/net/xen-netfront.ko drivers/net/ifb.ko
         drivers/net/veth.ko net/802 net/8021q net/bridge net/core/pktgen.ko net/ipv4/netfilter
         net/ipv6/netfilter net/llc net/netfilter net/packet net/sched fs/autofs)

work=$tree/tapbond
mkdir "$work"

libraries_of() {  # PROGRAM...: files, a line each, in the tree
  chroot "$tree" ldd "$@" 2>/dev/null | sed -nE 's|^(.*=> )?[[:space:]]*(/[^ ]+) \(0x.*|\2|p' | sort -u
}

copy() {  # FOLDER FILE...: as they stand in the tree, links followed there
  local file from
  for file in "${@:2}"; do
    mkdir -p "$1/${file%/*}"
    from=$file
    if [[ -L $tree$file ]]; then from=$(chroot "$tree" readlink -f "$file"); fi
    cp "$tree$from" "$1$file"
  done
}

copy_modules() {  # FOLDER VERSION MODULE-OR-FOLDER...
  local base=/lib/modules/$2 wanted file name
  for wanted in "${@:3}"; do
    find "$tree$base/kernel/$wanted" -name '*.ko' 2>/dev/null || true
  done >"$work/wanted"
  while read -r file; do
    name=${file##*/}
    chroot "$tree" modprobe -S "$2" --show-depends "${name%.ko}" 2>/dev/null || true
  done <"$work/wanted" | sed -nE 's|^insmod (/[^ ]+).*|\1|p' | sort -u >"$work/modules"
  while read -r file; do copy "$1" "$file"; done <"$work/modules"
  cp "$tree$base"/modules.{builtin,builtin.modinfo,order} "$1$base/"
  chroot "$tree" depmod -b "${1#"$tree"}" "$2"
}

pack() {  # FOLDER FILE
  (cd "$1" && find . -print0 | cpio --quiet --null --create --format newc --owner 0:0) >"$2"
}

number_at() {  # FILE OFFSET BYTES
  od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# Linux's boot protocol (Documentation/arch/x86/boot.rst) says where the kernel proper is.
unpack_kernel() {  # FILE
  local start=$((($(number_at "$1" 0x1f1 1) + 1) * 512 + $(number_at "$1" 0x248 4)))
  local length
  length=$(number_at "$1" 0x24c 4)
  head -c $((start + length)) "$1" | tail -c "$length" | xz -dc --single-stream
}

kernel=$(basename "$tree"/lib/modules/*)
chroot "$tree" depmod "$kernel"
unpack_kernel "$tree/boot/vmlinuz-$kernel" >"$target/vmlinux"
gunzip -c "$tree"/boot/xen-*-amd64.gz >"$target/xen"
cp "$tree/bin/busybox" "$target/busybox"

# Packages make these links when they are configured, which these are not.
ln -sf mawk "$tree/usr/bin/awk"
for name in iptables ip6tables ebtables; do ln -sf xtables-nft-multi "$tree/usr/sbin/$name"; done

dom0=$work/dom0
mkdir -p "$dom0"/{dev,etc/xen,proc,run,sys,tmp,boot,var/lib,var/log,root,lib64}
found=()
for name in "${programs[@]}"; do
  for folder in bin sbin usr/bin usr/sbin; do
    if [[ -e $tree/$folder/$name || -L $tree/$folder/$name ]]; then found+=("/$folder/$name"); break; fi
  done
done
mapfile -t xen < <(cd "$tree" && find usr/lib/xen-*/bin -type f -printf '/%p\n' | grep -E \
  '/(xl|libxl-save-helper|xenstored|xen-init-dom0|xenconsoled?|xen-cpuid|xen-diag|xenpm|xentop|init-xenstore-domain)$')
mapfile -t xenstore < <(cd "$tree" && find usr/bin -name 'xenstore*' -printf '/%p\n')
mapfile -t plugins < <(cd "$tree" && find usr/lib/x86_64-linux-gnu/xtables -name '*.so' -printf '/%p\n')
mapfile -t libraries < <(libraries_of "${found[@]}" "${xen[@]}" "${xenstore[@]}" "${plugins[@]}")
copy "$dom0" "${found[@]}" "${xen[@]}" "${xenstore[@]}" "${plugins[@]}" "${libraries[@]}" \
  /lib64/ld-linux-x86-64.so.2 "$(cd "$tree" && find . -name libgcc_s.so.1 | sed 's/^.//')"
cp -a "$tree/etc/xen/scripts" "$dom0/etc/xen/"
cp "$tree/etc/protocols" "$tree/etc/ethertypes" "$dom0/etc/" 2>/dev/null || true
mkdir -p "$dom0/etc/iproute2"
cp -a "$tree/usr/share/iproute2/." "$tree/etc/iproute2/." "$dom0/etc/iproute2/" 2>/dev/null || true
copy_modules "$dom0" "$kernel" "${modules[@]}"
pack "$dom0" "$target/dom0.cpio"

guest=$work/guest
mkdir -p "$guest"
copy_modules "$guest" "$kernel" drivers/net/xen-netfront.ko net/core/pktgen.ko net/8021q net/packet
pack "$guest" "$target/guest.cpio"

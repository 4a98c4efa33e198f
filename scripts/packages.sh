#!/usr/bin/env bash
# The one place that names the Debian packages tapbond needs.
set -euo pipefail

build=(cmake g++ make libboost-program-options-dev libgmock-dev libgtest-dev liblz4-dev libpcap-dev
       libseccomp-dev libspdlog-dev libtins-dev libzstd-dev nlohmann-json3-dev pkg-config zlib1g-dev)
demo=(bind9-dnsutils dnsmasq-base ethtool iproute2 iputils-ping netcat-openbsd procps tshark
      wireshark-common)
lab=(cpio e2fsprogs mmdebstrap openssh-client qemu-system-x86 xz-utils)
package=(bash-completion bsdextrautils dpkg-dev file groff-base lintian man-db systemd)
node=(nodejs npm)
picture=(chromium pngquant python3)
test=("${demo[@]}" "${lab[@]}" "${package[@]}" clang clang-format git iptables libcap2-bin libclang-rt-dev
      chromium libvirt-clients libvirt-daemon-system nftables prometheus python3 shellcheck sqlite3 tcpdump util-linux)

usage() {
  cat <<END
usage: packages.sh [--dry-run] SET...
Installs the Debian packages of each SET that are not installed yet:

  build   compiler, build system and libraries
  demo    what scripts/demo.sh and scripts/classroom.sh run
  lab     what scripts/lab needs besides
  package what makes and judges the Debian package
  node    what runs the test of the page, where there is none from elsewhere
  picture what scripts/screenshots.sh runs besides
  test    what scripts/test.sh and scripts/bench.sh run

  --dry-run   only print what would be installed
  --help

When nothing is missing it does nothing, and needs no network and no root.
END
}

dry_run=false
wanted=()
for argument in "$@"; do
  case $argument in
    build) wanted+=("${build[@]}") ;;
    demo) wanted+=("${demo[@]}") ;;
    lab) wanted+=("${lab[@]}") ;;
    package) wanted+=("${package[@]}") ;;
    node) wanted+=("${node[@]}") ;;
    picture) wanted+=("${picture[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    --dry-run) dry_run=true ;;
    --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
done
if [[ ${#wanted[@]} -eq 0 ]]; then
  usage >&2
  exit 2
fi

missing=()
while read -r package; do
  status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
  if [[ $status != installed ]]; then missing+=("$package"); fi
done < <(printf '%s\n' "${wanted[@]}" | sort --unique)

if [[ ${#missing[@]} -eq 0 ]]; then exit; fi
echo "packages to install: ${missing[*]}"
if $dry_run; then exit; fi

as_root=()
if [[ $EUID -ne 0 ]]; then
  if ! sudo --non-interactive true 2>/dev/null; then
    echo "packages.sh: installing needs root: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends "${missing[@]}"

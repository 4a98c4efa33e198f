#!/usr/bin/env bash
# The Debian package: made, looked over by lintian, installed, run, removed and purged, in a mount
# namespace with an overlay over the machine's own files, of which nothing is left in the end.
# usage: package_test.sh BUILD-DIRECTORY
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/scripts/overlay.sh
source "$here"/overlay.sh

every_option_is_in_the_manual() {
  local manual option
  manual=$(LC_ALL=C MANWIDTH=200 man tapbond | col -b)
  for option in $(tapbond --help options | sed 1d); do
    grep -q -- "$option\\b" <<<"$manual" || fail "the manual does not tell of $option"
  done
}

completes() {  # WORD COMPLETION
  local found
  # bash-completion is not made for errexit.
  found=$(bash -c 'source /usr/share/bash-completion/bash_completion
    source /usr/share/bash-completion/completions/tapbond
    COMP_WORDS=(tapbond "$1") COMP_CWORD=1 COMP_LINE="tapbond $1" COMP_POINT=${#COMP_LINE}
    _tapbond
    echo "${COMPREPLY[*]}"' - "$1")
  equal "$2" "$found"
}

# As the unit does: an ordinary user with the right to listen and no other.
captures_as_the_service() {
  install -d -o tapbond -g tapbond -m 0750 /var/lib/tapbond
  sed -i 's/^#interface = eth1/interface = lo/' /etc/tapbond/tapbond.conf
  ip link set lo up
  setpriv --reuid tapbond --regid tapbond --clear-groups --no-new-privs \
    --inh-caps -all,+net_raw --ambient-caps -all,+net_raw --bounding-set -all,+net_raw \
    tapbond --config /etc/tapbond/tapbond.conf -c 6 2>/tmp/said &
  local sensor=$!
  until grep -q 'listening on lo' /tmp/said; do
    kill -0 $sensor || fail "$(</tmp/said)"
    sleep 0.05
  done
  ping -q -n -c 3 -i 0.01 127.0.0.1 >/dev/null
  wait $sensor
  local capture
  capture=$(find /var/lib/tapbond -name '*.pcapng*')
  equal 'tapbond 600' "$(stat -c '%U %a' "$capture")"
  equal 6 "$(tshark -r "$capture" 2>/dev/null | wc -l)"
  rm "$capture"
}

inside() {  # PACKAGE
  rm -f /var/lib/man-db/auto-update  # the index of all manual pages takes seconds to make
  expect "installs" dpkg --install "$1"
  expect "has every file" dpkg --verify tapbond
  expect "has a user" id tapbond
  expect "runs" tapbond --version
  expect "captures as the service would" captures_as_the_service
  equal /usr/bin/tapbond "$(readlink -f /usr/lib/*/wireshark/extcap/tapbond)"
  expect "the manual is complete" every_option_is_in_the_manual
  expect "the manual is well-formed" test -z "$(man --warnings tapbond 2>&1 >/dev/null)"
  expect "completes options" completes --snap --snapshot-length
  expect "the units are valid" systemd-analyze verify tapbond.service tapbond-legs.service \
    tapbond-leg@eth1.service
  expect "names a leg" /usr/share/tapbond/scripts/guest/legs.sh named lo
  ! /usr/share/tapbond/scripts/guest/legs.sh named eth9 || fail "eth9 is no leg"
  expect "the scripts run" /usr/share/tapbond/scripts/hypervisor/virtualbox.sh up vm --sniff eth1
  expect "the scripts have their parts" /usr/share/tapbond/scripts/hypervisor/mirror.sh --help
  equal "" "$(dpkg --listfiles tapbond | while read -r file; do find "$file" -maxdepth 0 -type d -empty; done)"
  expect "installs again" dpkg --install "$1"
  grep -q '^interface = lo' /etc/tapbond/tapbond.conf || fail "the configuration was overwritten"
  expect "is removed" dpkg --remove tapbond
  [[ ! -e /usr/bin/tapbond && -e /etc/tapbond/tapbond.conf ]] || fail "removing is not purging"
  expect "is purged" dpkg --purge tapbond
}

# What is there in the end and was not before, the package left behind. dpkg's own books, caches and
# logs are not its business.
in_overlay() {  # WORK
  local file
  make_overlay "$1"
  mkdir "$1"/root/tmp/test
  cp "$1"/*.deb "$here"/*.sh "$1"/root/tmp/test
  chroot "$1"/root bash -c '/tmp/test/package_test.sh --inside /tmp/test/*.deb'
  cd "$1"/layer/upper
  find . \( -path ./var/lib/dpkg -o -path ./var/cache -o -path ./var/log \) -prune -o \
    ! -type c -print | while read -r file; do
    [[ -e /$file || -L /$file ]] || fail "left behind: $file"
  done
  echo "ok: leaves nothing behind"
}

case ${1-} in
  --in-overlay) in_overlay "$2"; exit ;;
  --inside) inside "$2"; exit ;;
esac

[[ $EUID -eq 0 ]] || skip "a mount namespace needs root"
for tool in cpack lintian dpkg-shlibdeps systemd-analyze man tshark; do
  command -v $tool >/dev/null || skip "$tool is not installed"
done
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 0755 "$work"

cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work" >"$work/cpack.log" 2>&1 ||
  fail "cpack: $(<"$work/cpack.log")"
package=$(echo "$work"/*.deb)
dpkg-deb --field "$package" Package Version Architecture Depends
expect "depends on what it links" grep -q libpcap <(dpkg-deb --field "$package" Depends)
expect "lintian finds no error" lintian --allow-root --no-cfg --fail-on error "$package"
dpkg-deb --fsys-tarfile "$package" | tar -xO ./usr/lib/systemd/system/tapbond.service \
  >"$work/tapbond.service"
exposure=$(systemd-analyze security --offline=true --threshold=25 --no-pager \
  "$work/tapbond.service") || fail "the sandbox is not tight: $exposure"
tail -1 <<<"$exposure"

unshare --mount --net --pid --fork bash "${BASH_SOURCE[0]}" --in-overlay "$work"

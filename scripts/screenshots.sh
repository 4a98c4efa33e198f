#!/usr/bin/env bash
# Takes the pictures of the page and of the report that the README shows.
set -euo pipefail

usage() {
  cat <<END
usage: screenshots.sh [--seconds S] [DIRECTORY]

Makes a classroom in network namespaces (scripts/classroom.sh), has tapbond listen on its tap while
the attack host pings, asks for names and moves files, and takes pictures in a headless Chromium,
into DIRECTORY (default sensor/report/pictures):

  page.png     the page, live, in light
  phone.png    the same on a phone, in dark
  report.png   the beginning of the report

Needs root, the built program (build/sensor/tapbond), and what scripts/test.sh installs to look at
the page. Removes all else at the end, also when interrupted.

  --seconds S  how long the lesson takes (default 290: what the page's plots show)
  --help
END
}

seconds=290
directory=sensor/report/pictures
while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) directory=$1 ;;
  esac
  shift
done
directory=$(realpath -m "$directory")
cd "$(dirname "$0")/.."
tapbond=$PWD/build/sensor/tapbond
prefix='tapbond-picture'
attack=${prefix}1-attack
target=${prefix}1-target
monitored=${prefix}1-monitored
sensor=${prefix}1-sensor
target_address=10.0.1.2
monitored_address=10.0.1.3
scratch=$(mktemp -d)
# shellcheck source=scripts/lib/hosts.sh
. scripts/lib/hosts.sh

if [[ $EUID -ne 0 ]]; then
  echo "screenshots.sh: network namespaces need root" >&2
  exit 1
fi

clean_up() {
  end_background
  scripts/classroom.sh down --prefix "$prefix"
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_servers() {
  local size
  mkdir "$scratch/files"
  for size in 20 60 120 200 300; do
    head -c "${size}000" /dev/urandom >"$scratch/files/$size"
  done
  for host in "$target" "$monitored"; do
    beside "$host" python3 -m http.server 80 --directory "$scratch/files"
  done
  answer_names "$target" "--address=/classroom.test/$target_address" \
    "--address=/files.test/$monitored_address"
  wait_until host_listens "$target" -t 80
  wait_until host_listens "$monitored" -t 80
}

ask_for() {  # NAME
  ip netns exec "$attack" dig +tries=1 +time=1 "@$target_address" "$1" >/dev/null || true
}

fetch() {  # ADDRESS SIZE
  printf 'GET /%s HTTP/1.0\r\nHost: %s\r\n\r\n' "$2" "$1" |
    ip netns exec "$attack" nc -N "$1" 80 >/dev/null
}

# So many kilobytes ten times a second, each number for two seconds, over and over.
in_waves() {  # KILOBYTES...
  local size times
  while true; do
    for size in "$@"; do
      for ((times = 0; times < 20; ++times)); do
        head -c "${size}000" /dev/zero
        sleep 0.1
      done
    done
  done
}

transfer() {  # FROM TO ADDRESS PORT KILOBYTES...
  local from=$1 to=$2 address=$3 port=$4
  beside "$to" nc -l "$port"
  wait_until host_listens "$to" -t "$port"
  in_waves "${@:5}" | ip netns exec "$from" nc "$address" "$port" >/dev/null 2>&1 &
  background+=($!)
}

# Pings all the time, a download and an upload of changing speed, names and files of several sizes.
lesson() {
  local names=(www mail www files wwww ldap mail printer)
  local sizes=(60 20 300 120 200 60 20 300 120)
  local addresses=("$target_address" "$monitored_address" "$target_address")
  local turn=0 end=$((SECONDS + seconds))
  beside "$attack" ping -q -i 0.02 "$target_address"
  beside "$attack" ping -q -i 0.3 "$monitored_address"
  transfer "$target" "$attack" 10.0.1.1 5001 12 14 19 26 36 44 48 44 36 26 19 14
  transfer "$attack" "$monitored" "$monitored_address" 5002 3 3 4 24 26 25 5 3
  while ((SECONDS < end)); do
    ask_for "${names[turn % ${#names[@]}]}.classroom.test"
    if ((turn % 5 == 0)); then ask_for "www.example.com"; fi
    fetch "${addresses[turn % ${#addresses[@]}]}" "${sizes[turn % ${#sizes[@]}]}"
    sleep $((turn % 4 + 1))
    turn=$((turn + 1))
  done
}

# To the colours that there are: a picture that a browser has soon.
picture() {  # URL NAME WIDTH HEIGHT light|dark [SELECTOR]
  local file=$scratch/$2.png
  ip netns exec "$sensor" node tests/page/picture.mjs "$PWD/build/page-test" "$1" "$file" "${@:3}"
  pngquant --force --strip --speed 1 --output "$directory/$2.png" 64 "$file"
}

scripts/packages.sh demo picture
mkdir -p "$directory"
scripts/classroom.sh up --prefix "$prefix" >/dev/null
start_servers
(
  cd "$scratch"
  exec ip netns exec "$sensor" "$tapbond" -i eth1 -i eth2 -w lesson.pcapng --sessions logs \
    --label 'eth1=from the attack host' --label 'eth2=from the target' -Z root \
    --page 127.0.0.1:8080 --report report.html 2>"$scratch/tapbond.log"
) &
sensor_pid=$!
background+=("$sensor_pid")
wait_until sensor_listens
lesson
picture http://127.0.0.1:8080/ page 1000 1000 light 'polyline.frames'
picture http://127.0.0.1:8080/ phone 390 844 dark 'polyline.frames'
kill -INT "$sensor_pid"
wait "$sensor_pid"
picture "file://$scratch/report.html" report 1000 1000 light
ls -l "$directory"

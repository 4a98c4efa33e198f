#!/usr/bin/env bash
# What includes what, as README.md draws it. Its table of folders says in the last column what the
# files of each may include besides their own, and each may include only what stands below it, so that
# no arrow leads back. sensor/usage_error.h is for every room of sensor/.
# usage: arrows_test.sh [TREE]
set -euo pipefail

# What only Linux has is in folders of that name (sensor/linux/only_linux.h).
linux_headers='<(linux/|netpacket/|seccomp\.h|sys/(capability|epoll|eventfd|prctl|signalfd|syscall|timex)\.h)'

# Says what in a tree does not agree with its table.
objections() {  # TREE
  (
    cd "$1"
    grep -rE "^#include $linux_headers" bond decoders sensor --include='*.cpp' --include='*.h' |
      grep -v '^[^:]*/linux/' | sed 's/:#include/ may not include/' || true
    find bond decoders sensor \( -name '*.cpp' -o -name '*.h' \) -print0 | sort -z |
      xargs -0 grep -H '^#include "' |
      awk -F '[|]' '
        # The table and the files go by their rooms: sensor/legs is legs, bond is bond.
        function room(path) {
          sub(/^sensor\//, "", path)
          return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : path
        }
        FILENAME == "README.md" {
          if ($2 !~ /^ `(bond|decoders|sensor)\//) next
          path = $2
          gsub(/[` ]/, "", path)
          below = room(path)
          listed[below] = path
          for (above in allowed) {
            if (allowed[above] ~ " (all|" below ") ") may[above, below] = 1
          }
          allowed[below] = $4
          gsub(/,/, " ", allowed[below])
          allowed[below] = " " allowed[below] " "
          next
        }
        {
          split($0, part, ":#include \"")
          from = room(part[1])
          path = part[2]
          sub(/".*/, "", path)
          to = room(path)
          seen[from] = 1
          if (!(from in listed)) {
            if (from != "usage_error.h") print part[1] " is in no folder of the table"
          } else if (path == "sensor/usage_error.h" && listed[from] ~ /^sensor\//) {
          } else if (from != to && !((from, to) in may)) {
            print part[1] " may not include " path
          }
        }
        END {
          for (each in listed) {
            if (!(each in seen)) print listed[each] " holds nothing that includes anything"
            count = split(allowed[each], names, " ")
            for (i = 1; i <= count; ++i) {
              if (names[i] == "all" || names[i] == "nothing") continue
              if (!((each, names[i]) in may)) print listed[each] ": no " names[i] " stands below it"
            }
          }
        }' README.md -
  ) | sort
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

equal() {  # EXPECTED ACTUAL
  if [[ $1 != "$2" ]]; then
    printf '%s\n' "arrows_test.sh: expected" "${1:-nothing}" "but there is" "${2:-nothing}" >&2
    exit 1
  fi
}

file() {  # NAME INCLUDED...
  mkdir -p "$work/$(dirname "$1")"
  printf '#include "%s"\n' "${@:2}" >"$work/$1"
}

# A small tree in which every arrow is right.
cat >"$work"/README.md <<'END'
| folder | holds | may include |
| --- | --- | --- |
| `sensor/main.cpp` | the program | all |
| `sensor/run/` | the run | legs, bond |
| `sensor/legs/` | legs | bond |
| `bond/` | the merge | nothing |
END
mkdir "$work"/decoders
file sensor/main.cpp sensor/run/run.h sensor/legs/leg.h bond/bond.h
file sensor/run/run.cpp sensor/run/run.h sensor/legs/leg.h bond/bond.h sensor/usage_error.h
file sensor/legs/tcp/leg.cpp sensor/legs/leg.h bond/bond.h
file bond/bond.cpp bond/bond.h
equal "" "$(objections "$work")"

file sensor/legs/tcp/leg.cpp sensor/run/run.h
file bond/bond.cpp sensor/usage_error.h
file sensor/lost/lost.cpp bond/bond.h
mkdir "$work"/sensor/legs/linux
echo '#include <sys/epoll.h>' | tee "$work"/sensor/run/wait.cpp >"$work"/sensor/legs/linux/wait.cpp
sed -i 's/| bond |/| bond, run, bonds |/' "$work"/README.md
equal "bond/bond.cpp may not include sensor/usage_error.h
sensor/legs/: no bonds stands below it
sensor/legs/: no run stands below it
sensor/legs/tcp/leg.cpp may not include sensor/run/run.h
sensor/lost/lost.cpp is in no folder of the table
sensor/run/wait.cpp may not include <sys/epoll.h>" "$(objections "$work")"

equal "" "$(objections "${1:-$(dirname "${BASH_SOURCE[0]}")/..}")"

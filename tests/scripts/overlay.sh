# shellcheck shell=bash
# Sourced by the tests that change a machine: the machine's own root with a layer over it, in memory,
# that takes everything that is written. For a mount namespace that ends with the test.

readonly skipped=77

skip() {
  echo "skipped: $*"
  exit $skipped
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

expect() {  # WHAT COMMAND...
  local what=$1
  shift
  "$@" || fail "$what: $*"
  echo "ok: $what"
}

equal() {  # EXPECTED ACTUAL
  [[ $1 == "$2" ]] || fail "expected '$1', not '$2'"
}

make_overlay() {  # DIRECTORY: the root is in it then, and in layer/upper what was written
  local root=$1/root layer=$1/layer
  mkdir "$root" "$layer"
  mount -t tmpfs tmpfs "$layer"
  mkdir "$layer"/{upper,work}
  mount -t overlay -o lowerdir=/,upperdir="$layer"/upper,workdir="$layer"/work overlay "$root"
  mount -t proc proc "$root"/proc
  mount --rbind /dev "$root"/dev
  mount -t tmpfs tmpfs "$root"/run
  mount -t tmpfs tmpfs "$root"/tmp
}

#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them.
set -euo pipefail

usage() {
  cat <<END
usage: test.sh [--quick]

  1. installs missing packages (scripts/packages.sh build test, and from npm what looks at the page)
  2. checks the format of the C++ files and the shell scripts
  3. builds Release and runs every test with ctest
  4. runs tapbond in a virtual machine with vNICs of each kind (scripts/lab/guest.sh), and the mirrors
     of a Xen host (scripts/lab/xen.sh); meanwhile builds what follows
  5. without what only Linux has: runs the unit tests and those of files
  6. with clang's address and undefined-behaviour sanitizers: runs the unit tests, a part of the
     integration tests, and each fuzz test a fixed number of times
  7. with the thread sanitizer: runs a part of the unit and integration tests

  --quick   stops after step 3
  --help

Without root the tests that make network namespaces are skipped, and where QEMU is not installed
those in a virtual machine. With CI=true a skipped test is an error.
END
}

# Integration tests that load the machine little enough to run under a sanitizer.
sanitized='^(Counts|Errors|Files|Away|Sessions)\.|^Check\.(FindsNothing|Lists)|^Feed\.Is'
# Those that need no interface.
over_files='^(Files|RotatedFiles)\.'
fuzz_executions=10000
# What is built without what only Linux has, and with each sanitizer, besides tapbond.
portable=(files_test inspect_test checks_test sensor_test)
address=(bond_test inspect_test checks_test decoders_test files_test sensor_test sessions_test)
fuzzers=(frame_fuzzer traffic_fuzzer duplicates_fuzzer causes_fuzzer sessions_fuzzer protocols_fuzzer
         tunnels_fuzzer trailers_fuzzer)
thread=(files_test sensor_test sessions_test)  # what else there is knows of no threads

quick=false
case ${1-} in
  '') ;;
  --quick) quick=true ;;
  --help) usage; exit ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "$0")/.."
jobs=$(nproc)
log=$(mktemp)
others=
others_log=$(mktemp)
trap '[[ -z $others ]] || kill -- "-$others"; rm -f "$log" "$others_log"' EXIT

step() {
  printf '\n== %s (%d s)\n' "$1" "$SECONDS"
}

tracked() {  # PATTERN...
  git -c safe.directory="$PWD" ls-files -- "$@"
}

configure() {  # PRESET CMAKE-OPTION...
  cmake --preset "$1" -DTAPBOND_TESTS=ON -DTAPBOND_FUZZ_RUNS="$fuzz_executions" "${@:2}"
}

build() {  # PRESET [TARGET...]
  cmake --build --preset "$1" --parallel "$jobs" ${2:+--target} "${@:2}"
}

# In time that nobody else wants. The portable one with the compiler of the systems that it is for; a
# program that is run once is not optimised.
build_others() {
  chrt --idle --pid 0 "$BASHPID"
  configure portable -DTAPBOND_BUILT="$PWD"/build -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=
  build portable tapbond "${portable[@]}"
  configure fuzz
  build fuzz tapbond "${address[@]}" "${fuzzers[@]}"
  configure tsan -DTAPBOND_BUILT="$PWD"/build
  build tsan tapbond "${thread[@]}"
}

run_tests() {  # BUILD-DIRECTORY CTEST-OPTION...
  ctest --test-dir "$1" --output-on-failure --no-tests=error --parallel "$jobs" "${@:2}" | tee "$log"
  if grep -q '\*\*\*Skipped\|\*\*\*Not Run' "$log"; then
    if [[ ${CI-} == true ]]; then
      echo "test.sh: tests were skipped, which CI does not allow" >&2
      exit 1
    fi
    echo "test.sh: not all tests ran; see above for the ones that were skipped"
  fi
}

# The unit tests named, built with a sanitizer; then integration tests, which are built already, on a
# tapbond that was built with it.
run_sanitized_tests() {  # PRESET UNIT-TESTS...
  local programs=${*:2}
  run_tests "build-$1" --tests-regex "^(${programs// /|})\$|^fuzz_"
  TAPBOND=$PWD/build-$1/sensor/tapbond \
    run_tests build --label-regex integration --tests-regex "$sanitized"
}

step "packages"
scripts/packages.sh build test
# The browser's remote control, and rules of accessibility (tests/page).
if ! command -v npm >/dev/null; then scripts/packages.sh node; fi
mkdir -p build/page-test
cp tests/page/package.json build/page-test/
npm install --prefix build/page-test --no-audit --no-fund --ignore-scripts
if [[ $EUID -ne 0 ]]; then
  echo "not root: tests that make network namespaces will be skipped"
fi

step "format"
tracked '*.cpp' '*.h' | xargs clang-format --dry-run -Werror
tracked '*.sh' '*.bash' '.ci/run' 'scripts/package/p*' | xargs shellcheck

step "release"
configure release
build release
run_tests build --label-exclude guest
if $quick; then exit; fi

# An emulated machine leaves half of the host idle, and is late now and then where it is not: a second
# try decides.
step "a virtual machine, and a Xen host; meanwhile the other builds"
set -m
build_others >"$others_log" 2>&1 &
others=$!
set +m
run_tests build --label-regex guest --repeat until-pass:2
step "the rest of the other builds"
built=true
wait "$others" || built=false
others=
if ! $built; then
  tail -n 100 "$others_log" >&2
  exit 1
fi

step "without what only Linux has"
run_tests build-portable --label-exclude 'integration|parity|guest' --exclude-regex '_NOT_BUILT$'
TAPBOND=$PWD/build-portable/sensor/tapbond \
  run_tests build --label-regex integration --tests-regex "$over_files"

step "address and undefined-behaviour sanitizers, fuzz tests of $fuzz_executions executions"
run_sanitized_tests fuzz "${address[@]}"

# The thread sanitizer needs the address space that it knows, so no randomisation.
step "thread sanitizer"
export -f run_tests run_sanitized_tests
export jobs log sanitized
setarch --addr-no-randomize bash -euo pipefail -c 'run_sanitized_tests tsan "$@"' bash "${thread[@]}"

step "all passed"

# shellcheck shell=bash
# Sourced: asks a machine at the other end of two named pipes, as `qemu -serial pipe:` makes them, to
# run a command. answer.sh is what answers.
#
#   ask PIPES SECONDS HOST COMMAND   runs the command for sh there. Its output and errors go where
#                                    ours go, and its status is ours; 255 when no answer came

ask() {
  local pipes=$1 seconds=$2 id=q$RANDOM$RANDOM answer last
  answer=$(mktemp)
  (
    flock 9  # one question at a time
    exec 8<>"$pipes.out"
    printf '\ntapbond-ask %s %s %s %s\n' "$id" "$seconds" "$3" "$(printf '%s\n' "$4" | base64 -w 0)" \
      >"$pipes.in"
    timeout "$((seconds + 20))" sed -n "/^$id /p; /^$id end /q" <&8 | tr -d '\r' >"$answer"
  ) 9>>"$pipes.lock" || true
  read -ra last < <(tail -n 1 "$answer")
  if [[ ${last[1]-} != end || ${last[3]-} != "$(head -n -1 "$answer" | md5sum | cut -d ' ' -f 1)" ]]; then
    rm -f "$answer"
    echo "${0##*/}: no answer from $3" >&2
    return 255
  fi
  sed -n "s/^$id out //p" "$answer" | base64 -d
  sed -n "s/^$id err //p" "$answer" | base64 -d >&2
  rm -f "$answer"
  return "${last[2]}"
}

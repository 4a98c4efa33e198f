#!/bin/sh
# Runs what is asked for over a serial line; started in the machine at its far end.
#
#   answer.sh DEVICE [RELAY]
#
# A question is a line `tapbond-ask ID SECONDS HOST COMMAND`, the command for sh as base64. HOST - is
# this machine; `RELAY HOST ID SECONDS COMMAND` answers for another, or fails. The answer is lines
# that begin with ID: `ID out BASE64` and `ID err BASE64` as often as needed, at last
# `ID end STATUS CHECKSUM`, the md5sum of the lines before. Whatever else is on the line is noise. A
# command that takes longer than SECONDS is ended, with status 124 or 143.
set -u

device=$1
relay=${2-false}
work=$(mktemp -d)

answer() {  # ID SECONDS COMMAND
  status=0
  echo "$3" | base64 -d >"$work/command"
  timeout "$2" sh "$work/command" </dev/null >"$work/out" 2>"$work/err" || status=$?
  {
    base64 -w 200 <"$work/out" | sed "s/^/$1 out /"
    base64 -w 200 <"$work/err" | sed "s/^/$1 err /"
  } >"$work/answer"
  cat "$work/answer"
  echo "$1 end $status $(md5sum <"$work/answer" | cut -d ' ' -f 1)"
}

stty raw -echo <"$device"
exec <"$device"
exec >"$device"
while read -r mark id seconds host command; do
  if [ "$mark" != tapbond-ask ]; then continue; fi
  echo  # ends whatever noise stands on the line
  if [ "$host" = - ]; then
    answer "$id" "$seconds" "$command"
  elif ! "$relay" "$host" "$id" "$seconds" "$command" 2>"$work/relay"; then
    answer "$id" 5 "$(echo "cat '$work/relay' >&2; exit 255" | base64 -w 0)"
  fi
done

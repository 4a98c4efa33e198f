#!/bin/bash
# In the privileged domain: passes a question of serial/ask.sh on to a guest's console, and its
# answer back. relay.sh DOMAIN ID SECONDS COMMAND
set -euo pipefail

# One short program, where xl would be a long one: emulated, that is most of the time of a question.
number=
declare -A consoles
while read -r key _ value; do
  value=${value//\"/}
  key=${key#/local/domain/}
  case $key in
    */name) if [[ $value == "$1" ]]; then number=${key%/name}; fi ;;
    */console/tty) consoles[${key%/console/tty}]=$value ;;
  esac
done < <(xenstore-ls -f /local/domain)
[[ -n $number ]] || { echo "there is no domain $1" >&2; exit 1; }
console=${consoles[$number]-}
[[ -n $console ]] || { echo "domain $1 has no console" >&2; exit 1; }
stty raw -echo <"$console"
exec 3<>"$console"
printf '\ntapbond-ask %s %s - %s\n' "$2" "$3" "$4" >&3
timeout "$(($3 + 10))" sed -n "/^$2 /p; /^$2 end /q" <&3

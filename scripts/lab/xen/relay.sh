#!/bin/bash
# In the privileged domain: passes a question of serial/ask.sh on to a guest's console, and its
# answer back. relay.sh DOMAIN ID SECONDS COMMAND
set -euo pipefail

# Two short programs, where xl would be a long one: emulated, that is most of the time of a question.
mapfile -t domains < <(xenstore-list /local/domain)
domains=("${domains[@]/#//local/domain/}")
domain=
while read -r path name; do
  if [[ $name == "$1" ]]; then domain=${path%/name:}; fi
done < <(xenstore-read -p "${domains[@]/%//name}")
[[ -n $domain ]] || { echo "there is no domain $1" >&2; exit 1; }
console=$(xenstore-read "$domain/console/tty" 2>/dev/null) || true
[[ -n $console ]] || { echo "domain $1 has no console" >&2; exit 1; }
stty raw -echo <"$console"
exec 3<>"$console"
printf '\ntapbond-ask %s %s - %s\n' "$2" "$3" "$4" >&3
timeout "$(($3 + 10))" sed -n "/^$2 /p; /^$2 end /q" <&3

#!/bin/bash
# In the privileged domain: passes a question of serial/ask.sh on to a guest's console, and its
# answer back. relay.sh DOMAIN ID SECONDS COMMAND
set -euo pipefail

number=$(xl domid "$1" 2>/dev/null) || { echo "there is no domain $1" >&2; exit 1; }
console=$(xenstore-read "/local/domain/$number/console/tty") ||
  { echo "domain $1 has no console" >&2; exit 1; }
stty raw -echo <"$console"
exec 3<>"$console"
printf '\ntapbond-ask %s %s - %s\n' "$2" "$3" "$4" >&3
timeout "$(($3 + 10))" sed -n "/^$2 /p; /^$2 end /q" <&3

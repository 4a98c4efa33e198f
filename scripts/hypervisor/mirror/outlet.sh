# shellcheck shell=bash
# Sourced by mirror.sh: the devices that copies are sent to. With --one-nic these are VLANs of the
# sensor's vNIC, whose tag the kernel puts on whatever engine sends there.
# shellcheck disable=SC2154  # mirror.sh sets what the options said

# For what comes in at the ports (1), or what goes out to them (2). An interface's name has at most
# 15 characters.
outlet() {  # OUTPUT
  if $one_nic; then
    printf 'tapb%s' "$(printf '%s %s %s' "$bridge" "$to" "$1" | sha256sum | head -c 10)"
  else
    echo "$to"
  fi
}

make_outlets() {
  local output device
  if ! $one_nic; then return; fi
  for output in 1 2; do
    device=$(outlet "$output")
    run ip link add link "$to" name "$device" type vlan id "$(output_vlan "$output")" ||
      fail "this kernel makes no VLAN of an interface (module 8021q): leave out --one-nic"
    undo with "$device" ip link delete dev "$device"
    silence "$device"
  done
  cat >&2 <<END
mirror.sh: in the sensor: $(one_nic_command 'from the guests' 'to the guests')
END
}

# shellcheck shell=bash
# Sourced by hub.sh and mirror.sh: two outputs that come through one vNIC, each in a VLAN of its own.

# The VLAN of each output.
output_vlan() {  # NUMBER
  echo $((10 * $1))
}

# What to start in the sensor.
one_nic_command() {  # FIRST-LABEL SECOND-LABEL
  echo "tapbond -i eth1 --split vlan --label 'eth1.$(output_vlan 1)=$1' --label 'eth1.$(output_vlan 2)=$2' ..."
}

#include "sensor/checks/remedies.h"

#include <fmt/format.h>

#include <cctype>

namespace tapbond {
namespace {

struct Remedies {
  Hypervisor hypervisor;
  const char* filtered;
  const char* disconnected;
  const char* clock;
};

// {vnic}: the adapter's name in the .vmx, {number}: its number alone, {mac} and {plain_mac}: its
// address with and without colons. Words in capitals are for the reader to fill in.
constexpr Remedies kRemedies[] = {
    {Hypervisor::kVmware,
     R"(ESXi: esxcli network vswitch standard portgroup policy security set --portgroup-name=PORTGROUP --allow-promiscuous=true
ESXi, by hand: the port group of {vnic} > Edit settings > Security > Promiscuous mode: Accept
Workstation on Linux: chmod a+rw /dev/vmnetN on the host, N being the VMnet of {vnic}; power the VM off and on
Workstation on Windows: Virtual Network Editor > bridge the VMnet of {vnic} to the one wired NIC that the tap is on
Workstation, both: no {vnic}.noPromisc = "TRUE" in the .vmx)",
     R"(VM settings > the adapter of {vnic}: Connected, Connect at power on ({vnic}.startConnected = "TRUE" in the .vmx)
ESXi: its port group, and that vSwitch's uplink, must be the ones with the tap or mirror on them
Workstation: Virtual Network Editor > its VMnet is bridged to the NIC with the tap, not to "Automatic")",
     R"(timedatectl set-ntp true, or chronyd, over the management interface
and not VMware Tools at the same time: vmware-toolbox-cmd timesync disable)"},
    {Hypervisor::kVirtualBox,
     R"(on the host, VM powered off: VBoxManage modifyvm NAME --nicpromisc{number} allow-all
VM running: VBoxManage controlvm NAME nicpromisc{number} allow-all)",
     R"(on the host: VBoxManage controlvm NAME setlinkstate{number} on
VBoxManage showvminfo NAME tells which host interface NIC {number} is attached to)",
     "timedatectl set-ntp true, or chronyd, over the management interface"},
    {Hypervisor::kXen,
     R"(in Dom0: scripts/hypervisor/mirror.sh up --engine tc --bridge BRIDGE --to vifDOMID.{number}
a bridge that carries the tap alone can be a hub instead: ip link set BRIDGE type bridge ageing_time 0)",
     R"(in Dom0: xl network-list NAME; bridge link show dev vifDOMID.{number}
ip link set vifDOMID.{number} master BRIDGE up, BRIDGE being the one with the tap or mirror on it)",
     "timedatectl set-ntp true, or chronyd, over the management interface"},
    {Hypervisor::kKvm,
     R"(on the host: virsh domiflist NAME shows vnetN of {mac}
bridge: scripts/hypervisor/mirror.sh up --engine tc --bridge BRIDGE --to vnetN
macvtap: <source dev='HOSTNIC' mode='passthrough'/> and trustGuestRxFilters='yes' in its <interface>)",
     R"(on the host: virsh domif-setlink NAME {mac} up
virsh domiflist NAME tells which bridge or device {mac} is attached to)",
     "timedatectl set-ntp true, or chronyd, over the management interface"},
    {Hypervisor::kHyperV,
     R"(on the host, in PowerShell: Get-VMNetworkAdapter -VMName NAME | Where-Object MacAddress -eq '{plain_mac}' | Set-VMNetworkAdapter -PortMirroring Destination
each VM to be watched: Set-VMNetworkAdapter -VMName OTHER -PortMirroring Source
frames from outside: $f = Get-VMSystemSwitchExtensionPortFeature -FeatureName "Ethernet Switch Port Security Settings"; $f.SettingData.MonitorMode = 2; Add-VMSwitchExtensionPortFeature -ExternalPort -SwitchName SWITCH -VMSwitchExtensionFeature $f)",
     R"(on the host, in PowerShell: Get-VMNetworkAdapter -VMName NAME | Where-Object MacAddress -eq '{plain_mac}' | Connect-VMNetworkAdapter -SwitchName SWITCH
SWITCH being the external switch on the NIC with the tap or mirror on it)",
     "timedatectl set-ntp true, or chronyd, over the management interface"},
};

constexpr Remedies kGeneral = {
    Hypervisor::kOther,
    R"(connect {leg} to a tap, or to a switch port that mirrors (SPAN) the ports to be watched
in a VM: let the virtual switch accept promiscuous mode on this adapter ({mac}))",
    "the cable or virtual network of {leg} ({mac}), and what is at its other end",
    "timedatectl set-ntp true, or chronyd, over the management interface"};

const Remedies& remedies_of(Hypervisor hypervisor) {
  for (const Remedies& remedies : kRemedies) {
    if (remedies.hypervisor == hypervisor) return remedies;
  }
  return kGeneral;
}

const char* template_of(const Remedies& remedies, HostFault fault) {
  switch (fault) {
    case HostFault::kFiltered:
      return remedies.filtered;
    case HostFault::kDisconnected:
      return remedies.disconnected;
    case HostFault::kClock:
      break;
  }
  return remedies.clock;
}

std::string upper_without_colons(const std::string& mac) {
  std::string text;
  for (const unsigned char c : mac) {
    if (c != ':') text += static_cast<char>(std::toupper(c));
  }
  return text;
}

}  // namespace

std::string host_remedy(Hypervisor hypervisor, HostFault fault, const InterfaceFacts& leg) {
  const std::string vnic = vnic_name(hypervisor, leg);
  const std::size_t digits = vnic.find_first_of("0123456789");
  return fmt::format(fmt::runtime(template_of(remedies_of(hypervisor), fault)),
                     fmt::arg("leg", leg.name), fmt::arg("mac", leg.mac),
                     fmt::arg("plain_mac", upper_without_colons(leg.mac)),
                     fmt::arg("vnic", vnic.empty() ? "ethernetN" : vnic),
                     fmt::arg("number", digits == std::string::npos ? "N" : vnic.substr(digits)));
}

}  // namespace tapbond

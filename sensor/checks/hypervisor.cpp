#include "sensor/checks/hypervisor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace tapbond {
namespace {

struct DmiName {
  std::string_view vendor;   // begins so
  std::string_view product;  // begins so, where the vendor makes real machines too
  Hypervisor hypervisor;
};

constexpr std::array kDmiNames = {
    DmiName{"VMware", "", Hypervisor::kVmware},
    DmiName{"innotek GmbH", "", Hypervisor::kVirtualBox},
    DmiName{"Oracle Corporation", "VirtualBox", Hypervisor::kVirtualBox},
    DmiName{"Xen", "", Hypervisor::kXen},
    DmiName{"Microsoft Corporation", "Virtual Machine", Hypervisor::kHyperV},
    DmiName{"QEMU", "", Hypervisor::kKvm},
    DmiName{"Red Hat", "KVM", Hypervisor::kKvm},
    DmiName{"Amazon EC2", "", Hypervisor::kOther},
    DmiName{"Google", "Google Compute Engine", Hypervisor::kOther},
};

// A signature that can be shown to please a guest comes last.
constexpr std::array<std::pair<std::string_view, Hypervisor>, 6> kSignatures = {{
    {"VMwareVMware", Hypervisor::kVmware},
    {"VBoxVBoxVBox", Hypervisor::kVirtualBox},
    {"XenVMMXenVMM", Hypervisor::kXen},
    {"KVMKVMKVM", Hypervisor::kKvm},
    {"TCGTCGTCGTCG", Hypervisor::kKvm},  // QEMU without it
    {"Microsoft Hv", Hypervisor::kHyperV},
}};

std::optional<Hypervisor> by_dmi(const MachineFacts& machine) {
  for (const DmiName& name : kDmiNames) {
    if (machine.vendor.starts_with(name.vendor) && machine.product.starts_with(name.product)) {
      return name.hypervisor;
    }
  }
  if (machine.product == "VirtualBox") return Hypervisor::kVirtualBox;
  return std::nullopt;
}

// The slots that VirtualBox gives its adapters 1 to 8 on bus 0; the first has the place of the
// machine that it imitates, and the others share what that left free.
std::string virtualbox_adapter(std::string_view bus) {
  constexpr std::array<std::string_view, 8> kAddresses = {
      "0000:00:03.0", "0000:00:08.0", "0000:00:09.0", "0000:00:0a.0",
      "0000:00:10.0", "0000:00:11.0", "0000:00:12.0", "0000:00:13.0"};
  const auto found = std::find(kAddresses.begin(), kAddresses.end(), bus);
  return found == kAddresses.end() ? "" : fmt::format("nic {}", found - kAddresses.begin() + 1);
}

// "Ethernet0", as the firmware labels it, is ethernet0 in the .vmx.
std::string vmware_adapter(std::string_view label) {
  constexpr std::string_view kLabel = "Ethernet";
  if (!label.starts_with(kLabel) || label.size() == kLabel.size()) return {};
  const std::string_view number = label.substr(kLabel.size());
  const bool digits = std::all_of(number.begin(), number.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits ? fmt::format("ethernet{}", number) : "";
}

}  // namespace

Hypervisor detect_hypervisor(const MachineFacts& machine) {
  if (machine.xen_control_domain) return Hypervisor::kNone;
  if (machine.hypervisor_type == "xen") return Hypervisor::kXen;
  if (const auto hypervisor = by_dmi(machine)) return *hypervisor;
  for (const auto& [signature, hypervisor] : kSignatures) {
    if (std::find(machine.signatures.begin(), machine.signatures.end(), signature) !=
        machine.signatures.end()) {
      return hypervisor;
    }
  }
  return machine.signatures.empty() ? Hypervisor::kNone : Hypervisor::kOther;
}

const char* hypervisor_name(Hypervisor hypervisor) {
  switch (hypervisor) {
    case Hypervisor::kVmware:
      return "VMware";
    case Hypervisor::kVirtualBox:
      return "VirtualBox";
    case Hypervisor::kXen:
      return "Xen";
    case Hypervisor::kKvm:
      return "KVM";
    case Hypervisor::kHyperV:
      return "Hyper-V";
    case Hypervisor::kOther:
      return "unknown";
    case Hypervisor::kNone:
      break;
  }
  return "none";
}

std::string vnic_name(Hypervisor hypervisor, const InterfaceFacts& interface) {
  switch (hypervisor) {
    case Hypervisor::kVmware:
      return vmware_adapter(interface.label);
    case Hypervisor::kVirtualBox:
      return virtualbox_adapter(interface.bus);
    case Hypervisor::kXen:
      if (!interface.bus.starts_with("vif-")) return {};
      return fmt::format("vif {}", std::string_view(interface.bus).substr(4));
    case Hypervisor::kKvm:
      return interface.acpi_index ? fmt::format("acpi {}", *interface.acpi_index) : "";
    default:
      return {};
  }
}

}  // namespace tapbond

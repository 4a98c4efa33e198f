// Whose guest this is, and what that host calls the guest's network adapters.
#pragma once

#include <string>

#include "sensor/checks/facts.h"

namespace tapbond {

enum class Hypervisor { kNone, kVmware, kVirtualBox, kXen, kKvm, kHyperV, kOther };

// DMI comes before CPUID: VirtualBox and KVM can answer CPUID with the signature of Hyper-V or KVM,
// to please the guest's kernel. A Xen control domain is no guest: it is kNone.
Hypervisor detect_hypervisor(const MachineFacts& machine);

const char* hypervisor_name(Hypervisor hypervisor);

// The number by which the host's own tools know the adapter: "ethernet1" (VMware), "nic 2"
// (VirtualBox), "vif 0" (Xen), "acpi 3" (libvirt's <acpi index>). Empty where it cannot be known.
std::string vnic_name(Hypervisor hypervisor, const InterfaceFacts& interface);

}  // namespace tapbond

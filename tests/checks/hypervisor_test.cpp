// Facts as guests of these hypervisors report them.
#include "sensor/checks/hypervisor.h"

#include <gmock/gmock.h>

#include "sensor/checks/remedies.h"

namespace tapbond {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Recorded {
  const char* name;
  MachineFacts machine;
  Hypervisor expected;
};

MachineFacts machine(std::string vendor, std::string product,
                     std::vector<std::string> signatures = {}, std::string type = {}) {
  return {.vendor = std::move(vendor),
          .product = std::move(product),
          .hypervisor_type = std::move(type),
          .signatures = std::move(signatures)};
}

MachineFacts dom0() {
  MachineFacts facts = machine("Dell Inc.", "PowerEdge R720", {"XenVMMXenVMM"}, "xen");
  facts.xen_control_domain = true;
  return facts;
}

// QEMU without KVM, which a Xen in it does not hide from its own guests.
const char* const kEmulated = "TCGTCGTCGTCG";

MachineFacts emulated_dom0() {
  MachineFacts facts = machine("QEMU", "Standard PC (Q35 + ICH9, 2009)", {kEmulated}, "xen");
  facts.xen_control_domain = true;
  return facts;
}

const std::vector<Recorded> kRecorded = {
    {"esxi", machine("VMware, Inc.", "VMware Virtual Platform", {"VMwareVMware"}),
     Hypervisor::kVmware},
    {"workstation_efi", machine("VMware, Inc.", "VMware20,1", {"VMwareVMware"}),
     Hypervisor::kVmware},
    {"vmware_enlightened", machine("VMware, Inc.", "VMware7,1", {"Microsoft Hv", "VMwareVMware"}),
     Hypervisor::kVmware},
    {"virtualbox_kvm_provider", machine("innotek GmbH", "VirtualBox", {"KVMKVMKVM"}),
     Hypervisor::kVirtualBox},
    {"virtualbox_hyperv_provider", machine("innotek GmbH", "VirtualBox", {"Microsoft Hv"}),
     Hypervisor::kVirtualBox},
    {"virtualbox_without_dmi", machine("", "", {"VBoxVBoxVBox"}), Hypervisor::kVirtualBox},
    {"xen_hvm", machine("Xen", "HVM domU", {"XenVMMXenVMM"}, "xen"), Hypervisor::kXen},
    {"xen_viridian", machine("Xen", "HVM domU", {"Microsoft Hv", "XenVMMXenVMM"}, "xen"),
     Hypervisor::kXen},
    {"xen_pv", machine("", "", {}, "xen"), Hypervisor::kXen},
    {"xen_pvh", machine("", "", {"XenVMMXenVMM"}, "xen"), Hypervisor::kXen},
    {"xen_without_sysfs", machine("", "", {"Microsoft Hv", "XenVMMXenVMM"}), Hypervisor::kXen},
    {"xen_pv_emulated", machine("", "", {kEmulated}, "xen"), Hypervisor::kXen},
    {"xen_dom0", dom0(), Hypervisor::kNone},
    {"xen_dom0_emulated", emulated_dom0(), Hypervisor::kNone},
    {"kvm_i440fx", machine("QEMU", "Standard PC (i440FX + PIIX, 1996)", {"KVMKVMKVM"}),
     Hypervisor::kKvm},
    {"kvm_rhel", machine("Red Hat", "KVM", {"KVMKVMKVM"}), Hypervisor::kKvm},
    {"kvm_enlightened",
     machine("QEMU", "Standard PC (Q35 + ICH9, 2009)", {"Microsoft Hv", "KVMKVMKVM"}),
     Hypervisor::kKvm},
    {"kvm_without_dmi", machine("", "", {"KVMKVMKVM"}), Hypervisor::kKvm},
    {"qemu_pc_emulated", machine("QEMU", "Standard PC (i440FX + PIIX, 1996)", {kEmulated}),
     Hypervisor::kKvm},
    {"qemu_q35_emulated", machine("QEMU", "Standard PC (Q35 + ICH9, 2009)", {kEmulated}),
     Hypervisor::kKvm},
    {"qemu_without_dmi", machine("", "", {kEmulated}), Hypervisor::kKvm},
    {"hyperv", machine("Microsoft Corporation", "Virtual Machine", {"Microsoft Hv"}),
     Hypervisor::kHyperV},
    {"surface", machine("Microsoft Corporation", "Surface Laptop 4"), Hypervisor::kNone},
    {"red_hat_is_no_hypervisor_by_itself", machine("Red Hat", "RHEV Hypervisor", {}),
     Hypervisor::kNone},
    {"bare_metal", machine("Dell Inc.", "PowerEdge R740"), Hypervisor::kNone},
    {"someone_else", machine("BHYVE", "BHYVE", {"bhyve bhyve "}), Hypervisor::kOther},
};

class Detected : public testing::TestWithParam<Recorded> {};

TEST_P(Detected, ByItsFacts) {
  EXPECT_STREQ(hypervisor_name(detect_hypervisor(GetParam().machine)),
               hypervisor_name(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Hypervisor, Detected, testing::ValuesIn(kRecorded),
                         [](const auto& test) { return std::string(test.param.name); });

InterfaceFacts on_bus(std::string bus, std::string label = {}) {
  InterfaceFacts facts;
  facts.name = "eth1";
  facts.mac = "00:15:5d:0a:0b:0c";
  facts.bus = std::move(bus);
  facts.label = std::move(label);
  return facts;
}

TEST(Vnic, OfVmwareIsWhatTheFirmwareSays) {
  EXPECT_EQ(vnic_name(Hypervisor::kVmware, on_bus("0000:13:00.0", "Ethernet2")), "ethernet2");
  EXPECT_EQ(vnic_name(Hypervisor::kVmware, on_bus("0000:13:00.0")), "");
  EXPECT_EQ(vnic_name(Hypervisor::kVmware, on_bus("0000:13:00.0", "Ethernet")), "");
  EXPECT_EQ(vnic_name(Hypervisor::kVmware, on_bus("0000:13:00.0", "Ethernet {")), "");
}

TEST(Vnic, OfVirtualBoxIsItsSlot) {
  EXPECT_EQ(vnic_name(Hypervisor::kVirtualBox, on_bus("0000:00:03.0")), "nic 1");
  EXPECT_EQ(vnic_name(Hypervisor::kVirtualBox, on_bus("0000:00:08.0")), "nic 2");
  EXPECT_EQ(vnic_name(Hypervisor::kVirtualBox, on_bus("0000:00:0a.0")), "nic 4");
  EXPECT_EQ(vnic_name(Hypervisor::kVirtualBox, on_bus("0000:00:13.0")), "nic 8");
  EXPECT_EQ(vnic_name(Hypervisor::kVirtualBox, on_bus("0000:00:05.0")), "");
}

TEST(Vnic, OfXenIsItsVif) {
  EXPECT_EQ(vnic_name(Hypervisor::kXen, on_bus("vif-1")), "vif 1");
  EXPECT_EQ(vnic_name(Hypervisor::kXen, on_bus("0000:00:04.0")), "");
}

TEST(Vnic, OfKvmIsTheAcpiIndexIfThereIsOne) {
  InterfaceFacts facts = on_bus("0000:00:03.0");
  EXPECT_EQ(vnic_name(Hypervisor::kKvm, facts), "");
  facts.acpi_index = 3;
  EXPECT_EQ(vnic_name(Hypervisor::kKvm, facts), "acpi 3");
}

TEST(Remedy, NamesTheAdapterAsTheHostDoes) {
  const auto filtered = [](Hypervisor hypervisor, const InterfaceFacts& leg) {
    return host_remedy(hypervisor, HostFault::kFiltered, leg);
  };
  EXPECT_THAT(filtered(Hypervisor::kVirtualBox, on_bus("0000:00:08.0")),
              HasSubstr("VBoxManage modifyvm NAME --nicpromisc2 allow-all"));
  EXPECT_THAT(filtered(Hypervisor::kXen, on_bus("vif-1")), HasSubstr("--to vifDOMID.1\n"));
  EXPECT_THAT(filtered(Hypervisor::kHyperV, on_bus("")),
              HasSubstr("MacAddress -eq '00155D0A0B0C' |"));
  EXPECT_THAT(filtered(Hypervisor::kKvm, on_bus("")), HasSubstr("00:15:5d:0a:0b:0c"));
  const std::string vmware = filtered(Hypervisor::kVmware, on_bus("0000:13:00.0", "Ethernet2"));
  for (const char* part : {"ESXi: ", "Workstation on Linux: ", "Workstation on Windows: ",
                           "--allow-promiscuous=true", "chmod a+rw /dev/vmnet", "ethernet2"}) {
    EXPECT_THAT(vmware, HasSubstr(part));
  }
}

TEST(Remedy, KeepsAPlaceForWhatIsNotKnown) {
  for (const Hypervisor hypervisor :
       {Hypervisor::kNone, Hypervisor::kVmware, Hypervisor::kVirtualBox, Hypervisor::kXen,
        Hypervisor::kKvm, Hypervisor::kHyperV, Hypervisor::kOther}) {
    for (const HostFault fault :
         {HostFault::kFiltered, HostFault::kDisconnected, HostFault::kClock}) {
      const std::string remedy = host_remedy(hypervisor, fault, {});
      EXPECT_FALSE(remedy.empty());
      for (const char* left : {"{vnic}", "{number}", "{mac}", "{leg}", "{plain_mac}"}) {
        EXPECT_THAT(remedy, Not(HasSubstr(left)));
      }
    }
  }
  EXPECT_THAT(host_remedy(Hypervisor::kVirtualBox, HostFault::kFiltered, on_bus("")),
              HasSubstr("--nicpromiscN allow-all"));
}

}  // namespace
}  // namespace tapbond

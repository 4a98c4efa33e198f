// What the system tells of the machine and of its interfaces: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sensor/linux/link.h"

namespace tapbond {

// A receive offload that is on and changes frames before they can be captured.
struct Offload {
  std::string name;  // as ethtool -K takes it
  bool changeable = true;
};

struct RingSize {  // descriptors
  unsigned now = 0;
  unsigned most = 0;
};

// What keeps frames waiting before they are stamped, or lets one pass another.
struct DelayFacts {
  unsigned coalesced_us = 0;    // an interrupt may wait so long for more frames
  bool adaptive = false;        // or as long as the driver likes
  unsigned receive_queues = 1;  // each is served when its turn comes
  bool steered = false;         // handed on to other processors (RPS)
  bool threaded = false;        // queues are served by threads, when the scheduler gets to them
  bool stamped_late = false;    // behind such a hand-over (net.core.netdev_tstamp_prequeue is 0)
};

struct InterfaceFacts {
  std::string name;
  Link link;
  std::string driver;
  std::string bus;    // PCI address "0000:03:00.0", "vif-1", a VMBus GUID; empty where it has none
  std::string label;  // that the firmware gives the device (SMBIOS type 41 or ACPI _DSM)
  std::optional<unsigned> acpi_index;
  std::string mac;  // 02:00:00:00:00:01, empty where there is none
  unsigned mtu = 0;
  unsigned most_mtu = 0;     // that the driver takes; 0: not known
  unsigned promiscuity = 0;  // who asked for it: each listener counts
  std::vector<std::string> addresses;
  bool arp = false;
  bool ipv6 = false;  // the kernel speaks IPv6 on it
  bool ipv6_autoconf = false;
  std::vector<Offload> offloads;
  DelayFacts delays{};
  std::optional<RingSize> ring;  // nothing where the driver does not tell
  std::uint64_t sent = 0;        // frames since the interface was made
};

// What tells a guest who its host is.
struct MachineFacts {
  std::string vendor;                   // DMI sys_vendor
  std::string product;                  // DMI product_name
  std::string hypervisor_type;          // /sys/hypervisor/type
  bool xen_control_domain = false;      // "control_d" in /proc/xen/capabilities
  std::vector<std::string> signatures;  // CPUID leaves 0x40000000, 0x40000100, ...
};

struct PtpClock {
  std::string device;  // "/dev/ptp0"
  std::string name;    // as its driver calls it: "KVM virtual PTP", or a vNIC's own
};

struct ClockFacts {
  std::string source;
  std::vector<std::string> available;
  bool disciplined = false;
  std::int64_t max_error_us = 0;
  std::vector<PtpClock> ptp{};
};

struct DiskFacts {
  std::string directory;     // where the capture would be written
  std::uint64_t free = 0;    // bytes
  std::string problem = {};  // why free is not known
};

}  // namespace tapbond

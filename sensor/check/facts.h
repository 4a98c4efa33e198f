// What is known of the machine, of an interface and of the traffic on it: plain values, gathered in
// sensor/linux/ and by a TrafficWatch, judged by the checks.
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

struct InterfaceFacts {
  std::string name;
  Link link;
  std::string driver;
  std::string bus;    // PCI address "0000:03:00.0", "vif-1", a VMBus GUID; empty where it has none
  std::string label;  // that the firmware gives the device (SMBIOS type 41 or ACPI _DSM)
  std::optional<unsigned> acpi_index;
  std::string mac;  // 02:00:00:00:00:01, empty where there is none
  unsigned mtu = 0;
  unsigned promiscuity = 0;  // who asked for it: each listener counts
  std::vector<std::string> addresses;
  bool arp = false;
  bool ipv6 = false;  // the kernel speaks IPv6 on it
  bool ipv6_autoconf = false;
  std::vector<Offload> offloads;
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

struct ClockFacts {
  std::string source;
  std::vector<std::string> available;
  bool disciplined = false;
  std::int64_t max_error_us = 0;
};

struct DiskFacts {
  std::string directory;     // where the capture would be written
  std::uint64_t free = 0;    // bytes
  std::string problem = {};  // why free is not known
};

struct MemoryFacts {              // bytes
  std::uint64_t available = 0;    // 0: not known
  std::uint64_t ring_of_leg = 0;  // that a run with these options asks for
  std::uint64_t packet_buffer = 0;
};

// Frames that came in on a leg; what the sensor itself sent is not among them.
struct LegTraffic {
  std::uint64_t frames = 0;  // = for_others + for_us + group + what is too short to tell
  std::uint64_t bytes = 0;
  std::uint64_t for_others = 0;  // unicast to a MAC address that is not the sensor's
  std::uint64_t for_us = 0;
  std::uint64_t group = 0;  // broadcast and multicast
  std::uint64_t macs = 0;   // different source addresses
  std::uint64_t glued = 0;  // longer than the wire carries
  std::uint64_t pairs = 0;  // of MAC addresses that had unicast frames
  std::uint64_t pairs_both_ways = 0;
  std::uint64_t dropped = 0;  // by the kernel or the interface while watching
  std::uint64_t sent = 0;     // by the interface while watching
  std::string problem = {};   // why the leg could not be listened to, and what to do
};

// How many of the frames that both legs could have carried came on both.
struct SharedFrames {
  std::size_t first = 0;  // positions of the legs
  std::size_t second = 0;
  std::uint64_t same = 0;
  std::uint64_t compared = 0;  // of the leg that had fewer
};

struct TrafficFacts {
  double seconds = 0;  // 0: nobody watched
  std::vector<LegTraffic> legs;
  std::vector<SharedFrames> shared;
  std::uint64_t conversations = 0;  // in which both sides are known to have spoken
  std::uint64_t one_sided = 0;      // of these, seen from one side only
};

struct Facts {
  MachineFacts machine;
  ClockFacts clock;
  DiskFacts disk;
  MemoryFacts memory;
  std::vector<InterfaceFacts> legs;
  TrafficFacts traffic;
};

}  // namespace tapbond

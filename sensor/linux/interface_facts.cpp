#include "sensor/linux/interface_facts.h"

// glibc's header has to come before the kernel's, which then leaves out what both define.
#include <netinet/in.h>
//
#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "sensor/linux/ethtool.h"
#include "sensor/posix/addresses.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {
namespace {

// A netlink attribute's payload, or the attributes nested in it.
struct Payload {
  const char* at;
  std::size_t size;

  template <typename Value>
  Value as() const {
    Value value{};
    std::memcpy(&value, at, std::min(sizeof value, size));
    return value;
  }

  template <typename Visit>
  void for_each_attribute(Visit visit) const {
    int left = static_cast<int>(size);
    for (auto* attribute = reinterpret_cast<const rtattr*>(at); RTA_OK(attribute, left);
         attribute = RTA_NEXT(attribute, left)) {
      visit(attribute->rta_type & NLA_TYPE_MASK,
            Payload{static_cast<const char*>(RTA_DATA(attribute)), RTA_PAYLOAD(attribute)});
    }
  }
};

std::string mac_text(Payload address) {
  if (address.size != 6) return {};
  std::string text;
  for (std::size_t i = 0; i < address.size; ++i) {
    text += fmt::format("{}{:02x}", i == 0 ? "" : ":", static_cast<unsigned char>(address.at[i]));
  }
  return text;
}

void take_ipv6(Payload settings, InterfaceFacts& facts) {
  settings.for_each_attribute([&](int type, Payload value) {
    if (type != IFLA_INET6_CONF) return;
    const auto setting = [&](std::size_t index) {
      std::int32_t number = 0;
      if ((index + 1) * sizeof number <= value.size) {
        std::memcpy(&number, value.at + index * sizeof number, sizeof number);
      }
      return number;
    };
    facts.ipv6 = setting(DEVCONF_DISABLE_IPV6) == 0;
    facts.ipv6_autoconf =
        facts.ipv6 && (setting(DEVCONF_AUTOCONF) != 0 || setting(DEVCONF_ACCEPT_RA) != 0);
  });
}

void take_attribute(int type, Payload value, InterfaceFacts& facts) {
  switch (type) {
    case IFLA_ADDRESS:
      facts.mac = mac_text(value);
      break;
    case IFLA_MTU:
      facts.mtu = value.as<std::uint32_t>();
      break;
    case IFLA_MAX_MTU:
      facts.most_mtu = value.as<std::uint32_t>();
      break;
    case IFLA_CARRIER:  // the flag IFF_RUNNING comes up to a second later
      facts.link.carrier = value.as<std::uint8_t>() != 0;
      break;
    case IFLA_PROMISCUITY:
      facts.promiscuity = value.as<std::uint32_t>();
      break;
    case IFLA_STATS64:
      facts.sent = value.as<rtnl_link_stats64>().tx_packets;
      break;
    case IFLA_AF_SPEC:
      value.for_each_attribute([&](int family, Payload settings) {
        if (family == AF_INET6) take_ipv6(settings, facts);
      });
      break;
    default:
      break;
  }
}

// rtnetlink(7), RTM_GETLINK for one interface. Sysfs would show another network namespace's
// interfaces where it was mounted in that.
void ask_for_link(InterfaceFacts& facts) {
  struct {
    nlmsghdr header;
    ifinfomsg link;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = RTM_GETLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.link.ifi_family = AF_UNSPEC;
  request.link.ifi_index = static_cast<int>(facts.link.index);
  const auto netlink =
      FileDescriptor::owned(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  alignas(nlmsghdr) std::array<char, 32768> answer;
  if (!netlink || send(netlink.get(), &request, sizeof request, 0) < 0) return;
  const ssize_t size = recv(netlink.get(), answer.data(), answer.size(), 0);
  if (size < 0) return;
  const auto* message = reinterpret_cast<const nlmsghdr*>(answer.data());
  if (!NLMSG_OK(message, static_cast<std::uint32_t>(size)) || message->nlmsg_type != RTM_NEWLINK) {
    return;
  }
  const auto* link = static_cast<const ifinfomsg*>(NLMSG_DATA(message));
  facts.arp = (link->ifi_flags & IFF_NOARP) == 0;
  const Payload attributes{reinterpret_cast<const char*>(IFLA_RTA(link)), IFLA_PAYLOAD(message)};
  attributes.for_each_attribute(
      [&](int type, Payload value) { take_attribute(type, value, facts); });
}

// What the firmware calls the device, which is how VMware hands down its own name for it.
void read_firmware_names(InterfaceFacts& facts) {
  const std::string device = "/sys/bus/pci/devices/" + facts.bus + "/";
  std::ifstream label(device + "label");
  std::getline(label, facts.label);
  unsigned index = 0;
  if (std::ifstream(device + "acpi_index") >> index) facts.acpi_index = index;
}

}  // namespace

InterfaceFacts interface_facts(const std::string& interface) {
  InterfaceFacts facts;
  facts.name = interface;
  facts.link = link_of(interface);
  if (facts.link.index == 0) return facts;
  ask_for_link(facts);
  const Driver driver = driver_of(interface);
  facts.driver = driver.name;
  facts.bus = driver.bus;
  if (!facts.bus.empty()) read_firmware_names(facts);
  facts.addresses = addresses_of(interface);
  facts.offloads = receive_offloads(interface);
  facts.ring = receive_ring(interface);
  facts.delays = receive_delays(interface);
  return facts;
}

}  // namespace tapbond

#include "decoders/messages/dhcp_message.h"

#include <fmt/format.h>
#include <tins/dhcp.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string_view>

namespace tapbond::messages {
namespace {

using Option = Tins::DHCP::option;

constexpr std::size_t kEthernet = 6;
constexpr std::size_t kMostText = 255;

constexpr std::string_view kTypes[] = {"DISCOVER",
                                       "OFFER",
                                       "REQUEST",
                                       "DECLINE",
                                       "ACK",
                                       "NAK",
                                       "RELEASE",
                                       "INFORM",
                                       "FORCERENEW",
                                       "LEASEQUERY",
                                       "LEASEUNASSIGNED",
                                       "LEASEUNKNOWN",
                                       "LEASEACTIVE",
                                       "BULKLEASEQUERY",
                                       "LEASEQUERYDONE",
                                       "ACTIVELEASEQUERY",
                                       "LEASEQUERYSTATUS",
                                       "TLS"};

std::span<const std::uint8_t> bytes_of(const Tins::DHCP& dhcp, Tins::DHCP::OptionTypes type) {
  const Option* option = dhcp.search_option(type);
  if (option == nullptr) return {};
  return {option->data_ptr(), option->data_size()};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.begin(),
                   bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), kMostText)));
  while (text.ends_with('\0')) text.pop_back();
  return text;
}

std::string hardware(std::span<const std::uint8_t> bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ":"));
}

// Labels with their sizes (RFC 1035), or the same as text.
std::string client_name(std::span<const std::uint8_t> option) {
  constexpr std::size_t kHeader = 3;
  constexpr std::uint8_t kEncoded = 0x04;
  if (option.size() <= kHeader) return {};
  const bool encoded = (option[0] & kEncoded) != 0;
  auto name = option.subspan(kHeader);
  if (!encoded) return text_of(name);
  std::string text;
  while (!name.empty() && name[0] > 0 && name[0] < name.size()) {
    if (!text.empty()) text += '.';
    text += text_of(name.subspan(1, name[0]));
    name = name.subspan(1U + name[0]);
  }
  return text;
}

std::optional<Ipv4Bytes> address(std::span<const std::uint8_t> bytes) {
  Ipv4Bytes value{};
  if (bytes.size() != value.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), value.begin());
  return value;
}

}  // namespace

std::optional<DhcpMessage> read_dhcp(std::span<const std::uint8_t> message) {
  try {
    const Tins::DHCP dhcp(message.data(), static_cast<std::uint32_t>(message.size()));
    DhcpMessage read;
    read.from_client = dhcp.opcode() == Tins::BootP::BOOTREQUEST;
    read.transaction = dhcp.xid();
    const auto type = bytes_of(dhcp, Tins::DHCP::DHCP_MESSAGE_TYPE);
    if (type.size() == 1) read.type = type[0];
    const auto chaddr = dhcp.chaddr();
    if (dhcp.hlen() == kEthernet) read.client_hardware = hardware({chaddr.begin(), kEthernet});
    const auto id = bytes_of(dhcp, Tins::DHCP::DHCP_CLIENT_IDENTIFIER);
    constexpr std::uint8_t kEthernetType = 1;
    if (id.size() == 1 + kEthernet && id[0] == kEthernetType)
      read.client_id = hardware(id.subspan(1));
    // As it is in memory, so in the message.
    const std::uint32_t assigned = dhcp.yiaddr();
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&assigned), read.assigned.size(),
                read.assigned.begin());
    read.host_name = text_of(bytes_of(dhcp, Tins::DHCP::HOST_NAME));
    read.client_name = client_name(bytes_of(dhcp, Tins::DHCP::FQDN));
    read.domain = text_of(bytes_of(dhcp, Tins::DHCP::DOMAIN_NAME));
    read.message = text_of(bytes_of(dhcp, Tins::DHCP::DHCP_MESSAGE));
    read.requested = address(bytes_of(dhcp, Tins::DHCP::DHCP_REQUESTED_ADDRESS));
    if (const auto lease = address(bytes_of(dhcp, Tins::DHCP::DHCP_LEASE_TIME))) {
      read.lease = std::uint32_t{(*lease)[0]} << 24 | std::uint32_t{(*lease)[1]} << 16 |
                   std::uint32_t{(*lease)[2]} << 8 | (*lease)[3];
    }
    return read;
  } catch (const std::exception&) {
    // libtins's own, or what the library throws on a length that is not one.
    return std::nullopt;
  }
}

std::string dhcp_type_name(unsigned type) {
  return type >= 1 && type <= std::size(kTypes) ? std::string(kTypes[type - 1]) : std::string();
}

}  // namespace tapbond::messages

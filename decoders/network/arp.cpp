#include <tins/arp.h>
#include <tins/constants.h>

#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

using Hardware = Tins::Constants::ARP;
using Tins::ARP;

constexpr std::uint32_t kHeader = 8;
constexpr std::uint16_t kTrailers = 0x1000;  // IPv4 with its header behind it (RFC 893)

// Operations that libtins has no name for (RFC 903, RFC 2390, RFC 1577).
enum Operation : std::uint16_t {
  kReverseRequest = 3,
  kReverseReply = 4,
  kInverseRequest = 8,
  kInverseReply = 9,
  kRefusal = 10,
};

constexpr Name kOperations[] = {
    {ARP::REQUEST, "Request"},
    {ARP::REPLY, "Reply"},
    {kReverseRequest, "Reverse Request"},
    {kReverseReply, "Reverse Reply"},
    {kInverseRequest, "Inverse Request"},
    {kInverseReply, "Inverse Reply"},
    {kRefusal, "NACK Reply"},
};
constexpr Name kHardware[] = {
    {Hardware::ETHER, "Ethernet"}, {Hardware::IEEE802, "TokenRing"},
    {Hardware::ARCNET, "ArcNet"},  {Hardware::DLCI, "FrameRelay"},
    {Hardware::METRICOM, "Strip"}, {Hardware::IEEE1394, "IEEE 1394"},
    {Hardware::ATM, "ATM"},        {Hardware::INFINIBAND, "InfiniBand"},
};

// RFC 826: the sizes of the addresses are in the packet.
class Packet {
 public:
  explicit Packet(Bytes data) : data_(data) {}
  std::uint16_t hardware() const { return data_.u16(0); }
  std::uint16_t protocol() const { return data_.u16(2); }
  std::uint32_t hardware_size() const { return data_.u8(4); }
  std::uint32_t protocol_size() const { return data_.u8(5); }
  std::uint16_t operation() const { return data_.u16(6); }
  std::uint32_t sender_hardware() const { return kHeader; }
  std::uint32_t sender_protocol() const { return kHeader + hardware_size(); }
  std::uint32_t target_hardware() const { return sender_protocol() + protocol_size(); }
  std::uint32_t target_protocol() const { return target_hardware() + hardware_size(); }
  bool carries_ip() const { return protocol() == Ethertype::IP || protocol() == kTrailers; }

  void put_protocol_address(Line& line, std::uint32_t offset) const {
    if (!carries_ip()) {
      line.put("<wrong proto type>");
    } else if (protocol_size() != 4) {
      line.put("<wrong len>");
    } else {
      put_ipv4(line, data_, offset);
    }
  }
  void put_hardware_address(Line& line, std::uint32_t offset) const {
    if (hardware_size() == 0) {
      line.put("<empty>");
    } else {
      put_link_address(line, data_, offset, hardware_size());
    }
  }
  bool target_hardware_known() const {
    for (const char c : data_.seen(target_hardware(), hardware_size())) {
      if (c != 0) return true;
    }
    return false;
  }

 private:
  Bytes data_;
};

bool put_operation(Line& line, const Packet& packet) {
  switch (packet.operation()) {
    case ARP::REQUEST:
      line.put("who-has ");
      packet.put_protocol_address(line, packet.target_protocol());
      if (packet.target_hardware_known()) {
        line.put(" (");
        packet.put_hardware_address(line, packet.target_hardware());
        line.put(')');
      }
      line.put(" tell ");
      packet.put_protocol_address(line, packet.sender_protocol());
      return true;
    case ARP::REPLY:
      packet.put_protocol_address(line, packet.sender_protocol());
      line.put(" is-at ");
      packet.put_hardware_address(line, packet.sender_hardware());
      return true;
    case kReverseRequest:
    case kInverseRequest:
      line.put("who-is ");
      packet.put_hardware_address(line, packet.target_hardware());
      line.put(" tell ");
      packet.put_hardware_address(line, packet.sender_hardware());
      return true;
    case kReverseReply:
      packet.put_hardware_address(line, packet.target_hardware());
      line.put(" at ");
      packet.put_protocol_address(line, packet.target_protocol());
      return true;
    case kInverseReply:
      packet.put_hardware_address(line, packet.sender_hardware());
      line.put(" at ");
      packet.put_protocol_address(line, packet.sender_protocol());
      return true;
    default:
      return false;
  }
}

}  // namespace

void arp(Line& line, Bytes data) {
  line.protocol = "arp";
  const Packet packet(data);
  if (!data.has(0, kHeader) || !data.has(packet.target_protocol(), packet.protocol_size())) {
    line.cut_here();
    return;
  }
  if (!line.options.link_header) line.put("ARP, ");
  const bool verbose = line.verbosity() > 0;
  if (!packet.carries_ip() || packet.protocol_size() != 4 || packet.hardware_size() == 0 ||
      verbose) {
    put_name(line, kHardware, packet.hardware(), "Unknown Hardware ({})");
    line.print(" (len {}), ", packet.hardware_size());
    put_name(line, kEthertypes, packet.protocol(), "Unknown Protocol (0x{:04x})");
    line.print(" (len {})", packet.protocol_size());
    if (!verbose) {
      line.print(", length {}", data.length());
      return;
    }
    line.put(", ");
  }
  put_name(line, kOperations, packet.operation(), "Unknown ({})");
  line.put(' ');
  if (!put_operation(line, packet)) {
    put_hex_ascii_dump(line, data.seen(0, data.captured()));
    return;
  }
  line.print(", length {}", data.length());
}

}  // namespace tapbond::text

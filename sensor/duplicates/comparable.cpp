#include "sensor/duplicates/comparable.h"

#include <algorithm>

#include "decoders/core/ethertype.h"
#include "decoders/packets/link_layers.h"

namespace tapbond {
namespace {

using packets::Bytes;
using packets::Next;

constexpr PacketHash::Mask kAll = {255, 255, 255, 255, 255, 255, 255, 255,
                                   255, 255, 255, 255, 255, 255, 255, 255};
// But for DSCP and ECN, time to live, checksum.
constexpr PacketHash::Mask kOfIpv4 = {255, 0,   255, 255, 255, 255, 255, 255,
                                      0,   255, 0,   0,   255, 255, 255, 255};
// But for DSCP and ECN, which lie between the version and the flow label, and hop limit.
constexpr PacketHash::Mask kOfIpv6 = {0xf0, 0x0f, 255, 255, 255, 255, 255, 0,
                                      255,  255,  255, 255, 255, 255, 255, 255};

Next network_layer(int linktype, Bytes frame) {
  Next at = packets::first_layer(linktype, frame);
  for (int layers = 0; at && layers < packets::kMostLayers; ++layers) {
    if (at->type == Ethertype::IP || at->type == Ethertype::IPV6) return at;
    at = packets::next_link_layer(*at);
  }
  return std::nullopt;
}

// The length as the header tells, or all there is where a sender left it to its adapter to tell.
bool read_ipv4(Bytes data, Comparable& packet) {
  constexpr std::uint32_t kLeast = 20;
  if (!data.has(0, kLeast) || data.u8(0) >> 4 != 4) return false;
  const std::uint32_t header = 4U * (data.u8(0) & 15U);
  const std::uint32_t told = data.u16(2);
  packet.length = told == 0 ? data.length() : told;
  if (header < kLeast || packet.length < header) return false;
  packet.numbered = data.u16(4) != 0;
  packet.hops = data.u8(8);
  packet.mask = &kOfIpv4;
  return true;
}

bool read_ipv6(Bytes data, Comparable& packet) {
  constexpr std::uint32_t kHeader = 40;
  if (!data.has(0, kHeader) || data.u8(0) >> 4 != 6) return false;
  const std::uint32_t told = data.u16(4);
  packet.length = told == 0 ? data.length() : kHeader + told;
  packet.hops = data.u8(7);
  packet.numbered = false;
  packet.mask = &kOfIpv6;
  return true;
}

}  // namespace

bool find_comparable(const Frame& frame, int linktype, std::uint32_t most, Comparable& packet) {
  Bytes data(frame.bytes, frame.captured, frame.length, nullptr);
  packet.ip = false;
  if (const Next network = network_layer(linktype, data)) {
    const Bytes& inside = network->data;
    packet.ip =
        network->type == Ethertype::IP ? read_ipv4(inside, packet) : read_ipv6(inside, packet);
    if (packet.ip) data = inside;
  }
  if (!packet.ip) {
    packet.mask = &kAll;
    packet.length = frame.length;
    packet.numbered = false;
    packet.hops = 0;
  }
  const std::uint32_t counts = std::min(packet.length, most);
  if (counts == 0 || counts > PacketHash::kMost || !data.has(0, counts)) return false;
  packet.bytes = {data.raw(0, counts), counts};
  return true;
}

}  // namespace tapbond

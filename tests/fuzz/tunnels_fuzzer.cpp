// Frames that may carry others: what is found in them lies in them. The first byte tells how they
// are cut into fragments.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sensor/unwrap/fragments.h"
#include "sensor/unwrap/tunnels.h"
#include "sensor/unwrap/vlan_tag.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

void expect_within(const tapbond::Inside& inside, std::size_t size) {
  if (inside.captured < inside.head) std::abort();
  if (inside.offset + std::size_t{inside.captured} - inside.head > size) std::abort();
  if (inside.length < inside.captured) std::abort();
}

void look(const Bytes& frame) {
  if (const auto inside = tapbond::inside_tunnel(frame, tapbond::TunnelKinds::all())) {
    expect_within(*inside, frame.size());
    if (tapbond::name_of(inside->origin).empty()) std::abort();
  }
  const auto length = static_cast<std::uint32_t>(frame.size());
  if (const auto inside = tapbond::inside_vlan(frame, length)) expect_within(*inside, frame.size());
}

// An IP packet as the mutations change it, in an Ethernet frame.
Bytes framed(const std::uint8_t* data, std::size_t size) {
  Bytes frame(12, 2);
  const bool v6 = size > 0 && data[0] >> 4 == 6;
  frame.push_back(v6 ? 0x86 : 0x08);
  frame.push_back(v6 ? 0xdd : 0x00);
  frame.insert(frame.end(), data, data + size);
  return frame;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  look(Bytes(data, data + size));
  look(framed(data, size));
  tapbond::Fragments fragments;
  std::size_t kept = 0;
  std::int64_t stamp = 0;
  while (size > 1) {
    const std::size_t length = std::min<std::size_t>(data[0], size - 1);
    const Bytes frame = framed(data + 1, length);
    data += 1 + length;
    size -= 1 + length;
    const auto packet = tapbond::ip_packet_in_ethernet(frame);
    if (!packet || !packet->fragment) continue;
    const tapbond::Frame whole{.stamp = stamp += 1'000'000,
                               .bytes = frame.data(),
                               .captured = static_cast<std::uint32_t>(frame.size()),
                               .length = static_cast<std::uint32_t>(frame.size()),
                               .interface = 0,
                               .marks = 0,
                               .leg = 0,
                               .slab = 0};
    switch (fragments.take(whole, *packet, true)) {
      case tapbond::Fragments::Taken::kNo:
        break;
      case tapbond::Fragments::Taken::kKept:
        ++kept;
        break;
      case tapbond::Fragments::Taken::kWhole:
        ++kept;
        kept -= fragments.whole().fragments;
        if (fragments.whole().payload.size() != fragments.whole().length) std::abort();
        tapbond::inside_tunnel(fragments.whole().packet, fragments.whole().payload,
                               fragments.whole().length, tapbond::TunnelKinds::all());
        break;
    }
  }
  fragments.give_up();
  if (fragments.given_up().size() != kept) std::abort();
  return 0;
}

#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets ipx(unsigned socket, const Octets& payload) {
  return hex("ffff") + u16(static_cast<unsigned>(30 + payload.size())) +
         hex("00 00 00000002 020000000002") + u16(socket) + hex("00000001 020000000001 4003") +
         payload;
}

Octets logical_link(const Octets& content) {
  return ethernet(static_cast<unsigned>(content.size()), content);
}

TEST(Ipx, InEveryFraming) {
  const Octets packet = ipx(0x0455, ascii("name"));
  constexpr auto kText =
      "IPX 00000001.02:00:00:00:00:01.4003 > 00000002.02:00:00:00:00:02.0455: ipx-netbios 4";
  expect_text(ethernet(0x8137, packet), std::string("(NOV-ETHII) ") + kText);
  expect_text(logical_link(packet), kText);
  expect_text(logical_link(hex("e0e003") + packet), kText);
  expect_parity({{logical_link(packet)}, {logical_link(hex("e0e003") + packet)}});
}

TEST(Ipx, ServicesAndRoutes) {
  Octets server =
      hex("0004") + ascii("SERVER") + Octets(42, 0) + hex("00000007 020000000009 0451 0001");
  std::vector<Sample> samples;
  for (const Octets& packet :
       {ipx(0x0452, hex("0001 0004")), ipx(0x0452, hex("0003")),
        ipx(0x0452, hex("0002") + server + server), ipx(0x0452, hex("0004") + server + hex("00")),
        ipx(0x0452, hex("0009")), ipx(0x0453, hex("0001 ffffffff 0001 0002")),
        ipx(0x0453, hex("0002 00000005 0001 0002 00000006 0003 0004 00")), ipx(0x0453, hex("0007")),
        ipx(0x0451, hex("00")), ipx(0x0456, {}), ipx(0x0553, {}), ipx(0x9086, {})}) {
    const Octets frame = ethernet(0x8137, packet);
    for (std::uint32_t size = 20; size < frame.size(); size += 7) {
      samples.push_back({frame, 1, size});
    }
    samples.push_back({frame});
  }
  samples.push_back({ethernet(0x8137, hex("ffff 000a") + Octets(26, 0))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test

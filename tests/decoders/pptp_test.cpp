#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets control(unsigned type, const Octets& body, unsigned kind = 1,
               std::uint32_t cookie = 0x1a2b3c4d) {
  const auto size = static_cast<unsigned>(12 + body.size());
  return tcp4({.source = 1723,
               .destination = 40000,
               .flags = 0x18,
               .payload = u16(size) + u16(kind) + u32(cookie) + u16(type) + u16(0) + body});
}

Octets text(std::string_view content, std::size_t size = 64) {
  Octets field = ascii(content);
  field.resize(size);
  return field;
}

TEST(Pptp, Messages) {
  const Octets names = text("host") + text("vendor");
  const std::vector<Octets> bodies = {
      {},
      hex("0100 0001 00000003 00000003 0010 0001") + names,
      hex("0100 01 00 00000001 00000002 0010 0001") + names,
      hex("01 01 0002"),
      hex("01000000"),
      hex("00000007"),
      hex("00000007 01 00 0000"),
      hex("0001 0002 00000100 00001000 00000003 00000003 0040 0001 0005 0000") + text("123456") +
          text("7"),
      hex("0001 0002 01 00 0003 00010000 0040 0001 00000005"),
      hex("0001 0002 00000001 00000007 0003 0004") + text("123") + text("4567") + text(""),
      hex("0001 0002 01 00 0040 0001 0001"),
      hex("0002 0000 00010000 0040 0001 00000002"),
      hex("0001 0000"),
      hex("0001 01 00 0003 0000") + text("calls", 128),
      hex("0001 0000 00000001 00000002 00000003 00000004 00000005 00000006"),
      hex("0001 0000 ffffffff 00ff00ff"),
      hex("0001"),
  };
  std::vector<Sample> samples;
  for (unsigned type = 0; type < bodies.size(); ++type) {
    const Octets frame = control(type, bodies[type]);
    samples.push_back({frame});
    for (std::uint32_t captured = 54; captured < frame.size(); captured += 3) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

TEST(Pptp, WhatIsNotAControlMessage) {
  expect_parity({{control(5, hex("00000007"), 2)},
                 {control(5, hex("00000007"), 3)},
                 {control(5, hex("00000007"), 1, 0x01020304)}});
}

}  // namespace
}  // namespace tapbond::test

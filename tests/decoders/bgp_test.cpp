#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kMarker(16, 0xff);

Octets message(unsigned type, const Octets& body) {
  return kMarker + u16(static_cast<unsigned>(19 + body.size())) +
         Octets{static_cast<std::uint8_t>(type)} + body;
}

Octets bgp(const Octets& messages) {
  return tcp4({.destination = 179, .flags = 0x18, .payload = messages});
}

Octets update(std::string_view attributes, std::string_view routes = "") {
  const Octets octets = hex(attributes);
  return bgp(message(2, u16(0) + u16(static_cast<unsigned>(octets.size())) + octets + hex(routes)));
}

TEST(Bgp, Summary) {
  expect_text(
      bgp(message(4, {})),
      "IP 192.0.2.1.40000 > 192.0.2.2.179: Flags [P.], seq 1000:1019, ack 0, win 512, length "
      "19: BGP");
}

TEST(Bgp, Messages) {
  expect_parity({
      {bgp(message(4, {}) + message(4, {}))},
      {bgp(message(4, {}) + kMarker)},
      {bgp(hex("0000") + message(4, {}))},
      {bgp(kMarker)},
      {bgp(kMarker + hex("0012 04"))},
      {bgp(message(9, hex("0102")))},
      {bgp(message(5, hex("0002 00 80")))},
      {bgp(message(2, hex("0000 0000")))},
      {bgp(message(2, hex("0004 18 0a0a0a 0000")))},
  });
}

TEST(Bgp, Open) {
  std::vector<Sample> samples;
  for (const char* options :
       {"00", "06 02 04 40 02 8078", "06 01 04 47 02 0102", "08 02 06 01 04 0001 00 01",
        "0a 02 08 40 06 8078 0001 0180", "08 02 06 41 04 000101f4", "08 02 06 45 04 0001 0103",
        "04 02 02 80 00", "04 02 02 46 00"}) {
    samples.push_back({bgp(message(1, hex("04 0064 00b4 01010101") + hex(options)))});
  }
  samples.push_back({bgp(message(1, hex("04 0064")))});
  expect_parity(samples);
}

TEST(Bgp, Notifications) {
  std::vector<Sample> samples;
  for (unsigned major = 0; major < 9; ++major) {
    for (unsigned minor = 0; minor < 13; ++minor) {
      samples.push_back({bgp(message(3, u16(major << 8 | minor)))});
    }
  }
  samples.push_back({bgp(message(3, hex("0602 05 68656c6c6f")))});
  samples.push_back({bgp(message(3, hex("0604 00")))});
  samples.push_back({bgp(message(3, hex("0601 0001 01 00000064")))});
  expect_parity(samples);
}

TEST(Bgp, Attributes) {
  std::vector<Sample> samples;
  for (const char* attribute : {"400101 00",
                                "400101 05",
                                "4001 02 0000",
                                "400206 0202 0064 00c8",
                                "400204 0301 0064",
                                "400206 0102 0064 00c8",
                                "400204 0401 0064",
                                "400200",
                                "40020a 0202 00000064 000000c8",
                                "4003 04 0a000001",
                                "4003 05 0a00000100",
                                "8004 04 00000064",
                                "4005 04 00000064",
                                "4006 00",
                                "4006 01 00",
                                "c007 06 0064 0a000001",
                                "c007 05 0102030405",
                                "c008 08 00640001 ffffff01",
                                "c008 0c ffffff01 ffffff02 ffffff03",
                                "c008 03 000000",
                                "8009 04 01010101",
                                "800a 08 01010101 02020202",
                                "c010 08 0002 0064 00000001",
                                "c010 08 0102 0a000001 0064",
                                "c010 08 0202 00010000 0064",
                                "c010 10 4004 0064 49742400 8001 0a000001 0000",
                                "c010 08 8000 0a000001 0300",
                                "c010 08 0001 0a000001 0300",
                                "c010 07 00020064000000",
                                "c011 06 0201 00000064",
                                "c012 08 00000064 0a000001",
                                "c020 0c 00000064 00000001 00000002",
                                "c020 05 0000000000",
                                "c0c8 03 010203",
                                "ffc8 0003 010203",
                                "0001 01 00",
                                "4001 09 00"}) {
    samples.push_back({update(attribute)});
    samples.push_back({update(attribute, "18 0a0a0a 20 0b000001 00 08 0a")});
  }
  expect_parity(samples);
}

TEST(Bgp, RoutesOfOtherFamilies) {
  expect_parity({
      {update("800e 1e 0002 01 10 20010db8000000000000000000000001 00 40 20010db800000000")},
      {update("800e 20 0001 80 0c 00000064000000010a000001 00 70 000641 0000006400000001 0a0a0a")},
      {update("800e 10 0001 04 04 0a000001 00 30 000641 0a0a0a")},
      {update("800e 0c 0001 01 04 0a000001 01 02 0102")},
      {update("800e 08 0001 01 03 0a0000 00")},
      {update("800f 0c 0002 01 40 20010db800000000")},
      {update("800f 03 0001 01")},
      {update("", "21 0a0a0a0a")},
  });
}

}  // namespace
}  // namespace tapbond::test

#include "sensor/unwrap/vlan_tag.h"

#include <gtest/gtest.h>

#include "tests/checks/invented_frames.h"

namespace tapbond {
namespace {

constexpr Host kClient{1};
constexpr Host kServer{2};

Octets tagged(std::uint16_t type, std::uint16_t control) {
  const Octets inner{static_cast<std::uint8_t>(control >> 8),
                     static_cast<std::uint8_t>(control),
                     0x08,
                     0x06,
                     1,
                     2,
                     3};
  return ethernet(mac_of(kClient), mac_of(kServer), type, inner);
}

TEST(VlanTag, IsTheOuterOne) {
  for (const int type : {0x8100, 0x88a8, 0x9100}) {
    const Octets frame = tagged(static_cast<std::uint16_t>(type), 0xf007);
    const auto inside = inside_vlan(frame, 1000);
    ASSERT_TRUE(inside) << type;
    EXPECT_EQ(inside->head, 12u);
    EXPECT_EQ(inside->offset, 16u);
    EXPECT_EQ(inside->captured, frame.size() - 4);
    EXPECT_EQ(inside->length, 996u);
    EXPECT_EQ(inside->origin.id, 7u) << "and neither priority nor drop eligibility";
    EXPECT_EQ(name_of(inside->origin), ".7");
  }
}

TEST(VlanTag, IsNoneWhereThereIsNoVlan) {
  EXPECT_FALSE(inside_vlan(tagged(0x0800, 7), 100));
  EXPECT_FALSE(inside_vlan(tagged(0x8100, 0xe000), 100)) << "a priority alone";
}

TEST(VlanTag, IsNoneOfAFrameThatWasCutInFrontOfItsEnd) {
  Octets frame = tagged(0x8100, 7);
  for (frame.resize(16); !frame.empty(); frame.pop_back()) {
    EXPECT_EQ(inside_vlan(frame, 100).has_value(), frame.size() == 16) << frame.size();
  }
  EXPECT_FALSE(inside_vlan(frame, 100));
}

}  // namespace
}  // namespace tapbond

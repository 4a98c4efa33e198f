#include "sensor/checks/order_watch.h"

#include <gtest/gtest.h>

#include "tests/checks/invented_frames.h"

namespace tapbond {
namespace {

constexpr Host kAlice{1};
constexpr Host kBob{2};
constexpr std::int64_t kMillisecond = 1'000'000;

// RFC 826: who has `target`, asked by `sender`; or the answer to that.
Octets arp(Host target, Host sender, bool answer) {
  Octets packet = {0, 1, 8, 0, 6, 4, 0, static_cast<std::uint8_t>(answer ? 2 : 1)};
  for (const Host host : {sender, target}) {
    packet.insert(packet.end(), {2, 0, 0, 0, 0, host.number, 10, 0, 0, host.number});
  }
  return ethernet(mac_of(target), mac_of(sender), 0x0806, packet);
}

class OrderOfLegs : public testing::Test {
 protected:
  void see(std::uint16_t leg, std::int64_t stamp, const Octets& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const Frame frame{.stamp = stamp,
                      .bytes = bytes.data(),
                      .captured = size,
                      .length = size,
                      .interface = leg,
                      .marks = 0,
                      .leg = leg,
                      .slab = 0};
    watch_.add({&frame, 1});
  }

  OrderWatch watch_;
};

TEST_F(OrderOfLegs, CountsCausesBetweenLegs) {
  see(0, 10 * kMillisecond, arp(kBob, kAlice, false));
  see(1, 11 * kMillisecond, arp(kAlice, kBob, true));
  EXPECT_EQ(watch_.facts().causes, 1u);
  EXPECT_EQ(watch_.facts().late, 0u);
}

TEST_F(OrderOfLegs, TellsHowFarACauseIsBehindItsEffect) {
  see(0, 15 * kMillisecond, arp(kBob, kAlice, false));
  see(1, 11 * kMillisecond, arp(kAlice, kBob, true));
  see(0, 20 * kMillisecond, arp(Host{3}, kAlice, false));
  see(1, 18 * kMillisecond, arp(kAlice, Host{3}, true));
  EXPECT_EQ(watch_.facts().causes, 2u);
  EXPECT_EQ(watch_.facts().late, 2u);
  EXPECT_EQ(watch_.facts().total_late_ns, 6 * kMillisecond);
  EXPECT_EQ(watch_.facts().most_late_ns, 4 * kMillisecond);
}

TEST_F(OrderOfLegs, FindsACauseThatIsReadBehindItsEffect) {
  see(1, 11 * kMillisecond, arp(kAlice, kBob, true));
  see(0, 12 * kMillisecond, arp(kBob, kAlice, false));
  EXPECT_EQ(watch_.facts().late, 1u);
}

TEST_F(OrderOfLegs, TakesNoEvidenceFromOneLeg) {
  see(0, 15 * kMillisecond, arp(kBob, kAlice, false));
  see(0, 11 * kMillisecond, arp(kAlice, kBob, true));
  EXPECT_EQ(watch_.facts().causes, 0u);
}

}  // namespace
}  // namespace tapbond

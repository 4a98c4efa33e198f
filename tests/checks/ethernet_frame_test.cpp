#include "sensor/checks/ethernet_frame.h"

#include <gtest/gtest.h>

#include "tests/checks/invented_frames.h"

namespace tapbond {
namespace {

constexpr Host kAlice{1};
constexpr Host kBob{2};

TEST(EthernetFrame, HasTwoAddresses) {
  const auto frame = read_ethernet_frame(tcp_frame(kBob, kAlice, 80, 40, kSyn));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->destination, mac_of(kBob));
  EXPECT_EQ(frame->source, mac_of(kAlice));
  EXPECT_FALSE(frame->to_group());
}

TEST(EthernetFrame, IsToAGroupByOneBit) {
  EXPECT_TRUE(read_ethernet_frame(ethernet(0xffff'ffff'ffff, 1, 0x0806, {}))->to_group());
  EXPECT_TRUE(read_ethernet_frame(ethernet(0x0100'5e00'0001, 1, 0x0800, {}))->to_group());
  EXPECT_FALSE(read_ethernet_frame(ethernet(0x0200'0000'0001, 1, 0x0800, {}))->to_group());
}

TEST(EthernetFrame, BelongsToOneConversationFromBothSides) {
  const auto there = read_ethernet_frame(tcp_frame(kBob, kAlice, 80, 40, kSyn))->speech;
  const auto back = read_ethernet_frame(tcp_frame(kAlice, kBob, 40, 80, kSyn | kAck))->speech;
  const auto other = read_ethernet_frame(tcp_frame(kBob, kAlice, 80, 41, kSyn))->speech;
  ASSERT_TRUE(there && back && other);
  EXPECT_EQ(there->conversation, back->conversation);
  EXPECT_NE(there->first_side, back->first_side);
  EXPECT_NE(there->conversation, other->conversation);
  EXPECT_FALSE(there->answers);
  EXPECT_TRUE(back->answers);
}

TEST(EthernetFrame, IsReadBehindVlanTags) {
  const Octets plain = tcp_frame(kBob, kAlice, 80, 40, kAck);
  Octets tagged = plain;
  const Octets tags = {0x88, 0xa8, 0, 7, 0x81, 0x00, 0, 9};
  tagged.insert(tagged.begin() + 12, tags.begin(), tags.end());
  ASSERT_TRUE(read_ethernet_frame(tagged)->speech);
  EXPECT_EQ(read_ethernet_frame(tagged)->speech->conversation,
            read_ethernet_frame(plain)->speech->conversation);
}

TEST(EthernetFrame, IsReadOfIpv6) {
  const auto frame = [](Host to, Host from, const Octets& payload, std::uint8_t next) {
    return read_ethernet_frame(
               ethernet(mac_of(to), mac_of(from), 0x86dd, ipv6(to, from, next, payload)))
        ->speech;
  };
  const auto there = frame(kBob, kAlice, tcp(80, 40, kAck), 6);
  const auto back = frame(kAlice, kBob, tcp(40, 80, kAck), 6);
  ASSERT_TRUE(there && back);
  EXPECT_EQ(there->conversation, back->conversation);
  EXPECT_FALSE(frame(kBob, kAlice, {128, 0}, 58)->answers);
  EXPECT_TRUE(frame(kAlice, kBob, {129, 0}, 58)->answers);
  EXPECT_FALSE(frame(kAlice, kBob, {135, 0}, 58)) << "neighbour discovery is no conversation";
}

TEST(EthernetFrame, TellsPingsFromTheirAnswers) {
  const auto icmp = [](Host to, Host from, std::uint8_t type) {
    return read_ethernet_frame(
               ethernet(mac_of(to), mac_of(from), 0x0800, ipv4(to, from, 1, {type, 0})))
        ->speech;
  };
  EXPECT_FALSE(icmp(kBob, kAlice, 8)->answers);
  EXPECT_TRUE(icmp(kAlice, kBob, 0)->answers);
  EXPECT_EQ(icmp(kBob, kAlice, 8)->conversation, icmp(kAlice, kBob, 0)->conversation);
  EXPECT_FALSE(icmp(kBob, kAlice, 3));
}

TEST(EthernetFrame, MayBeCutAnywhere) {
  const Octets whole = tcp_frame(kBob, kAlice, 80, 40, kAck);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that the sanitizers see a byte too many.
    const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto frame = read_ethernet_frame(cut);
    EXPECT_EQ(frame.has_value(), size >= 14) << size;
    const bool speaks = frame && frame->speech;
    EXPECT_EQ(speaks, size >= 14 + 20 + 14) << size;
  }
}

TEST(EthernetFrame, FindsNoPortsInALaterFragment) {
  Octets frame = tcp_frame(kBob, kAlice, 80, 40, kAck);
  frame[14 + 7] = 1;
  EXPECT_FALSE(read_ethernet_frame(frame)->speech);
}

}  // namespace
}  // namespace tapbond

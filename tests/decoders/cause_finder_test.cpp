// What frames prove about the order in which they were on the wire.
#include "decoders/causes/cause_finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "frame_builder.h"

namespace tapbond::test {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
const Hosts kThere;
const Hosts kBack = kThere.reversed();
constexpr unsigned kAck = 0x10;
constexpr unsigned kSyn = 0x02;
constexpr unsigned kPush = 0x18;

// Without its Ethernet header.
Octets packet_of(const Octets& frame) { return {frame.begin() + 14, frame.end()}; }

// Pairs of positions in the frames that are looked at, cause first.
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

class Looker {
 public:
  void look(const Octets& frame, int linktype = 1, std::uint32_t captured = 0xffffffff) {
    // A copy with nothing behind it, so that a read beyond the end is one.
    const Octets bytes(
        frame.begin(),
        frame.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(captured, frame.size())));
    stamp_ += kMillisecond;
    finder_.look({.stamp = stamp_,
                  .bytes = bytes.data(),
                  .captured = static_cast<std::uint32_t>(bytes.size()),
                  .length = static_cast<std::uint32_t>(frame.size()),
                  .linktype = linktype,
                  .leg = {}},
                 number_++, found_);
  }
  void wait(std::int64_t nanoseconds) { stamp_ += nanoseconds; }

  Pairs pairs() const { return numbers_of(found_); }

  void look_far(std::int64_t most) { finder_.look_far(most); }
  Pairs far_pairs() { return numbers_of(finder_.take_far()); }

 private:
  static Pairs numbers_of(const std::vector<causes::CauseAndEffect>& found) {
    Pairs pairs;
    for (const auto& each : found) pairs.emplace_back(each.cause, each.effect);
    return pairs;
  }

  causes::CauseFinder finder_;
  causes::FrameNumber number_ = 0;
  std::int64_t stamp_ = 1'700'000'000'000'000'000;
  std::vector<causes::CauseAndEffect> found_;
};

Pairs pairs_of(const std::vector<Octets>& frames) {
  Looker looker;
  for (const Octets& frame : frames) looker.look(frame);
  return looker.pairs();
}

// In either order: the cause is the same.
void expect_question_and_answer(const Octets& question, const Octets& answer) {
  EXPECT_EQ(pairs_of({question, answer}), (Pairs{{0, 1}}));
  EXPECT_EQ(pairs_of({answer, question}), (Pairs{{1, 0}}));
  EXPECT_EQ(pairs_of({question, question, answer, answer}), (Pairs{{0, 2}})) << "once";
  // However much of it is cut off, nothing else is concluded.
  for (std::uint32_t captured = 0; captured < answer.size(); ++captured) {
    Looker looker;
    looker.look(question);
    looker.look(answer, 1, captured);
    EXPECT_LE(looker.pairs().size(), 1u);
  }
}

Octets echo(unsigned type, unsigned sequence, const Hosts& hosts) {
  return ipv4(1, u16(type << 8) + u16(0) + u16(0x1234) + u16(sequence) + ascii("abcdefgh"), {},
              hosts);
}

Octets dns(unsigned id, bool answer, const Octets& name, const Hosts& hosts) {
  const Octets message = u16(id) + u16(answer ? 0x8180 : 0x0100) + u16(1) + u16(0) + u16(0) +
                         u16(0) + name + u16(1) + u16(1);
  return (answer ? udp4(53, 40000, message, hosts) : udp4(40000, 53, message, hosts));
}

const Octets kArpRequest =
    ethernet(0x0806, hex("0001080006040001 020000000001 c0000201 000000000000 c0000202"));
const Octets kArpReply =
    ethernet(0x0806, hex("0001080006040002 020000000002 c0000202 020000000001 c0000201"));

const Octets kName = hex("07") + ascii("example") + hex("03") + ascii("org") + hex("00");

Octets segment(std::uint32_t sequence, std::uint32_t acknowledged, unsigned flags,
               std::size_t bytes = 0, const Octets& options = {}) {
  return tcp4({.source = 40000,
               .destination = 80,
               .sequence = sequence,
               .acknowledged = acknowledged,
               .flags = flags,
               .options = options,
               .payload = Octets(bytes, 'x')},
              kThere);
}

Octets reply(std::uint32_t sequence, std::uint32_t acknowledged, unsigned flags,
             std::size_t bytes = 0, const Octets& options = {}) {
  return tcp4({.source = 80,
               .destination = 40000,
               .sequence = sequence,
               .acknowledged = acknowledged,
               .flags = flags,
               .options = options,
               .payload = Octets(bytes, 'y')},
              kBack);
}

Octets clock_option(std::uint32_t value, std::uint32_t echoed) {
  return hex("0101080a") + u32(value) + u32(echoed);
}

TEST(CauseFinder, PairsEchoRequestsAndReplies) {
  expect_question_and_answer(echo(8, 1, kThere), echo(0, 1, kBack));
  EXPECT_EQ(pairs_of({echo(8, 1, kThere), echo(0, 2, kBack)}), Pairs{}) << "another sequence";
  EXPECT_EQ(pairs_of({echo(8, 1, kThere), echo(0, 1, kThere)}), Pairs{}) << "another direction";
  const Octets request = icmpv6(hex("80000000 00010002"));
  EXPECT_EQ(pairs_of({ipv6(58, request)}), Pairs{});
}

TEST(CauseFinder, DoesNotPairWhatIsFarApart) {
  Looker looker;
  looker.look(echo(8, 1, kThere));
  looker.wait(2000 * kMillisecond);
  looker.look(echo(0, 1, kBack));
  EXPECT_EQ(looker.pairs(), Pairs{});
}

// Where it is looked for, by what has an id of its own; what is near is found as ever.
TEST(CauseFinder, PairsWhatIsFarApartForWhoAsksForIt) {
  constexpr std::int64_t kHour = 3'600'000 * kMillisecond;
  const auto far = [](const Octets& question, const Octets& answer, std::int64_t apart) {
    Looker looker;
    looker.look_far(kHour);
    looker.look(question);
    looker.wait(apart - kMillisecond);
    looker.look(answer);
    EXPECT_EQ(looker.pairs().size(), std::abs(apart) <= 1000 * kMillisecond ? 1u : 0u);
    return looker.far_pairs();
  };
  const Octets request = echo(8, 1, kThere);
  const Octets response = echo(0, 1, kBack);
  EXPECT_EQ(far(request, response, 5000 * kMillisecond), (Pairs{{0, 1}}));
  EXPECT_EQ(far(request, response, -5000 * kMillisecond), (Pairs{{0, 1}}));
  EXPECT_EQ(far(dns(7, false, kName, kThere), dns(7, true, kName, kBack), 5000 * kMillisecond),
            (Pairs{{0, 1}}));
  EXPECT_EQ(far(request, response, 1000 * kMillisecond), Pairs{}) << "near";
  EXPECT_EQ(far(request, response, kHour + 1), Pairs{}) << "too far";
  EXPECT_EQ(far(kArpRequest, kArpReply, 5000 * kMillisecond), Pairs{}) << "comes again";
}

// Identifiers are used again: by then, the first is answered.
TEST(CauseFinder, PairsAKeyAgainThatIsUsedAgain) {
  EXPECT_EQ(
      pairs_of({echo(8, 1, kThere), echo(0, 1, kBack), echo(8, 1, kThere), echo(0, 1, kBack)}),
      (Pairs{{0, 1}, {2, 3}}));
}

TEST(CauseFinder, PairsArp) {
  expect_question_and_answer(kArpRequest, kArpReply);
  const Octets announcement =
      ethernet(0x0806, hex("0001080006040001 020000000001 c0000201 000000000000 c0000201"));
  EXPECT_EQ(pairs_of({announcement, announcement}), Pairs{});
}

TEST(CauseFinder, PairsNeighbourDiscovery) {
  const Octets sides = hex("20010db8000000000000000000000001 20010db8000000000000000000000002");
  const Octets back = hex("20010db8000000000000000000000002 20010db8000000000000000000000001");
  const Octets target = hex("20010db8000000000000000000000002");
  const auto packet = [](const Octets& addresses, const Octets& message) {
    return ethernet(0x86dd, hex("60000000") + u16(static_cast<unsigned>(message.size())) +
                                hex("3aff") + addresses + message);
  };
  const Octets question = packet(sides, hex("87000000 00000000") + target);
  expect_question_and_answer(question, packet(back, hex("88000000 60000000") + target));
  EXPECT_EQ(pairs_of({question, packet(back, hex("88000000 20000000") + target)}), Pairs{})
      << "nobody asked for that";
}

TEST(CauseFinder, PairsDnsByIdAndName) {
  expect_question_and_answer(dns(7, false, kName, kThere), dns(7, true, kName, kBack));
  const Octets other = hex("07") + ascii("example") + hex("03") + ascii("net") + hex("00");
  EXPECT_EQ(pairs_of({dns(7, false, kName, kThere), dns(7, true, other, kBack)}), Pairs{});
  EXPECT_EQ(pairs_of({dns(7, false, kName, kThere), dns(8, true, kName, kBack)}), Pairs{});
}

TEST(CauseFinder, PairsDhcpByTransaction) {
  const auto message = [](unsigned operation, unsigned type, std::uint32_t transaction) {
    return Octets{static_cast<std::uint8_t>(operation), 1, 6, 0} + u32(transaction) +
           Octets(20, 0) + hex("020000000001") + Octets(202, 0) + hex("63825363 3501") +
           Octets{static_cast<std::uint8_t>(type)} + hex("ff");
  };
  const auto to_server = [&](unsigned type, std::uint32_t transaction) {
    return udp4(68, 67, message(1, type, transaction));
  };
  const auto to_client = [&](unsigned type, std::uint32_t transaction) {
    return udp4(67, 68, message(2, type, transaction), kBack);
  };
  expect_question_and_answer(to_server(1, 9), to_client(2, 9));
  expect_question_and_answer(to_server(3, 9), to_client(5, 9));
  EXPECT_EQ(pairs_of({to_server(1, 9), to_client(2, 9), to_server(3, 9), to_client(5, 9)}),
            (Pairs{{0, 1}, {2, 3}}));
  EXPECT_EQ(pairs_of({to_server(1, 9), to_client(2, 8)}), Pairs{});
}

TEST(CauseFinder, PairsNtpByItsOrigin) {
  const auto message = [](const char* first, const char* origin, const char* transmit) {
    return hex(first) + Octets(23, 0) + hex(origin) + Octets(8, 0) + hex(transmit);
  };
  expect_question_and_answer(
      udp4(123, 123, message("23", "0000000000000000", "e0000000aaaaaaaa")),
      udp4(123, 123, message("24", "e0000000aaaaaaaa", "e0000001bbbbbbbb"), kBack));
}

TEST(CauseFinder, PairsSnmpAndRadius) {
  const auto get = [](const char* pdu) {
    return hex("3019 020101 0406 7075626c6963") + hex(pdu) + hex("0c 020205dc 020100 020100 3000");
  };
  expect_question_and_answer(udp4(40000, 161, get("a0")), udp4(161, 40000, get("a2"), kBack));
  const auto radius = [](const char* code, const char* id) {
    return hex(code) + hex(id) + u16(20) + Octets(16, 7);
  };
  expect_question_and_answer(udp4(40000, 1812, radius("01", "05")),
                             udp4(1812, 40000, radius("02", "05"), kBack));
  EXPECT_EQ(pairs_of({udp4(40000, 1812, radius("01", "05")),
                      udp4(1812, 40000, radius("05", "05"), kBack)}),
            Pairs{})
      << "an accounting response";
}

TEST(CauseFinder, PairsAnErrorWithThePacketThatItQuotes) {
  const Octets packet = udp4(40000, 33434, ascii("probe!"));
  const Octets quote(packet.begin() + 14, packet.begin() + 14 + 28);
  const Octets error = ipv4(1, hex("0b000000 00000000") + quote, {}, kBack);
  expect_question_and_answer(packet, error);
  EXPECT_EQ(pairs_of({udp4(40001, 33434, ascii("probe!")), error}), Pairs{});
}

TEST(CauseFinder, PairsTheHandshakeAndData) {
  EXPECT_EQ(pairs_of({segment(100, 0, kSyn), reply(500, 101, kSyn | kAck), segment(101, 501, kAck),
                      segment(101, 501, kPush, 10), reply(501, 111, kAck)}),
            (Pairs{{0, 1}, {1, 2}, {3, 4}}));
}

TEST(CauseFinder, PairsWhatIsAcknowledgedBeforeItIsSeen) {
  EXPECT_EQ(pairs_of({reply(500, 101, kSyn | kAck), segment(100, 0, kSyn), reply(501, 111, kAck),
                      segment(101, 501, kPush, 10)}),
            (Pairs{{1, 0}, {3, 2}, {0, 3}}));
}

// An acknowledgement is of the segment with its last byte; those before are on the leg before.
TEST(CauseFinder, PairsACumulativeAcknowledgementWithTheLastSegment) {
  EXPECT_EQ(pairs_of({segment(100, 1, kSyn), segment(101, 1, kPush, 10), segment(111, 1, kPush, 10),
                      segment(121, 1, kPush, 10), reply(1, 121, kAck), reply(1, 125, kAck),
                      reply(1, 131, kAck)}),
            (Pairs{{2, 4}, {3, 5}, {3, 6}}));
}

TEST(CauseFinder, TakesNothingSentTwiceForACause) {
  EXPECT_EQ(pairs_of({segment(100, 1, kSyn), segment(101, 1, kPush, 10), segment(101, 1, kPush, 10),
                      reply(1, 111, kAck), reply(1, 111, kAck), segment(101, 1, kPush, 10),
                      reply(1, 111, kAck)}),
            (Pairs{{1, 3}}));
}

// Whether the first segment of a capture is sent for the first time, nobody can know.
TEST(CauseFinder, IsCarefulInTheMiddleOfAConversation) {
  EXPECT_EQ(pairs_of({reply(1, 111, kAck), segment(101, 1, kPush, 10)}), Pairs{});
  EXPECT_EQ(pairs_of({segment(101, 1, kAck), reply(1, 111, kAck), segment(101, 1, kPush, 10)}),
            (Pairs{{2, 1}}));
}

TEST(CauseFinder, KnowsThatSequenceNumbersWrap) {
  EXPECT_EQ(pairs_of({segment(0xfffffff0, 1, kAck), segment(0xfffffff0, 1, kPush, 32),
                      reply(1, 0x10, kAck), reply(1, 0x20, kAck), segment(0x10, 1, kPush, 16)}),
            (Pairs{{1, 2}, {4, 3}}));
}

TEST(CauseFinder, TakesASynWithAnotherNumberForANewConversation) {
  EXPECT_EQ(
      pairs_of({segment(0x90000000, 0, kSyn), reply(500, 0x90000001, kSyn | kAck),
                segment(100, 0, kSyn), reply(900, 101, kSyn | kAck), segment(101, 901, kAck)}),
      (Pairs{{0, 1}, {2, 3}, {3, 4}}));
}

TEST(CauseFinder, PairsTimeStampsAndTheirEcho) {
  EXPECT_EQ(pairs_of({segment(1, 1, kAck, 0, clock_option(70, 30)),
                      segment(1, 1, kAck, 0, clock_option(71, 30)),
                      reply(1, 1, kAck, 0, clock_option(40, 71))}),
            (Pairs{{1, 2}}));
  EXPECT_EQ(pairs_of({segment(1, 1, kAck, 0, clock_option(70, 30)),
                      reply(1, 1, kAck, 0, clock_option(40, 71)),
                      segment(1, 1, kAck, 0, clock_option(71, 30))}),
            (Pairs{{2, 1}}));
}

TEST(CauseFinder, IgnoresTheNumberOfAReset) {
  EXPECT_EQ(pairs_of({segment(100, 0, kSyn), reply(0, 101, 0x14)}), (Pairs{{0, 1}}));
  EXPECT_EQ(pairs_of({segment(100, 1, kAck), segment(5000, 1, 0x04), segment(100, 1, kPush, 10),
                      reply(1, 110, kAck)}),
            (Pairs{{2, 3}}));
}

struct Wrapping {
  const char* name;
  int linktype;
  Octets (*wrap)(const Octets& packet);
};

class CauseFinderBehind : public testing::TestWithParam<Wrapping> {};

TEST_P(CauseFinderBehind, ReachesThePacket) {
  const Wrapping& how = GetParam();
  const auto ping = [](unsigned type, const Hosts& hosts) {
    return packet_of(
        ipv4(1, u16(type << 8) + hex("0000 1234 0001") + ascii("abcdefgh"), {}, hosts));
  };
  Looker looker;
  looker.look(how.wrap(ping(8, kThere)), how.linktype);
  looker.look(how.wrap(ping(0, kBack)), how.linktype);
  EXPECT_EQ(looker.pairs(), (Pairs{{0, 1}}));
}

Octets in_udp(unsigned port, const Octets& payload) { return udp4(50000, port, payload); }

INSTANTIATE_TEST_SUITE_P(
    Layers, CauseFinderBehind,
    testing::Values(
        Wrapping{"Vlan", 1, [](const Octets& p) { return ethernet(0x8100, hex("00050800") + p); }},
        Wrapping{"QinQ", 1,
                 [](const Octets& p) { return ethernet(0x88a8, hex("00058100 00060800") + p); }},
        Wrapping{"Mpls", 1,
                 [](const Octets& p) { return ethernet(0x8847, hex("00010040 00020140") + p); }},
        Wrapping{"Pseudowire", 1,
                 [](const Octets& p) {
                   return ethernet(0x8847, hex("00010140 00000000") + ethernet(0x0800, p));
                 }},
        Wrapping{"Pppoe", 1,
                 [](const Octets& p) { return ethernet(0x8864, hex("110000010064 0021") + p); }},
        Wrapping{"Gre", 1, [](const Octets& p) { return ipv4(47, hex("20000800 00000007") + p); }},
        Wrapping{"Erspan", 1,
                 [](const Octets& p) {
                   return (
                       ipv4(47, hex("100088be 00000001 1000000000000000") + ethernet(0x0800, p)));
                 }},
        Wrapping{"Vxlan", 1,
                 [](const Octets& p) {
                   return in_udp(4789, hex("08000000 00000500") + ethernet(0x0800, p));
                 }},
        Wrapping{"Geneve", 1,
                 [](const Octets& p) {
                   return in_udp(6081, hex("01006558 00000500 00000000") + ethernet(0x0800, p));
                 }},
        Wrapping{"Gtp", 1,
                 [](const Octets& p) { return in_udp(2152, hex("30ff0030 00000001") + p); }},
        Wrapping{"IpInIp", 1, [](const Octets& p) { return ipv4(4, p); }},
        Wrapping{"Raw", 101, [](const Octets& p) { return p; }},
        Wrapping{"Cooked", 113,
                 [](const Octets& p) { return hex("00000001000602000000000100000800") + p; }},
        Wrapping{
            "Cooked2", 276,
            [](const Octets& p) { return hex("0800000000000001000100060200000000010000") + p; }},
        Wrapping{"Null", 0, [](const Octets& p) { return hex("02000000") + p; }},
        Wrapping{"Ppp", 9, [](const Octets& p) { return hex("ff030021") + p; }}),
    [](const auto& wrapping) { return wrapping.param.name; });

TEST(CauseFinder, FindsTheSameInManyFramesAtOnce) {
  std::vector<Octets> frames;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const Hosts hosts{.source = 0x0a000000 + i % 7, .destination = 0x0b000001};
    frames.push_back(tcp4({.sequence = i, .flags = kPush, .payload = Octets(1, 'x')}, hosts));
    frames.push_back(tcp4(
        {.source = 443, .destination = 40000, .acknowledged = i + 1, .flags = kAck, .payload = {}},
        hosts.reversed()));
    if (i % 9 == 0) frames.push_back(echo(8, i, kThere));
    if (i % 9 == 1) frames.push_back(echo(0, i - 1, kBack));
  }
  std::vector<FrameView> views;
  for (const Octets& frame : frames) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    views.push_back({.stamp = kMillisecond * static_cast<std::int64_t>(views.size()),
                     .bytes = frame.data(),
                     .captured = size,
                     .length = size,
                     .linktype = 1,
                     .leg = {}});
  }
  std::vector<causes::CauseAndEffect> at_once;
  causes::CauseFinder().look(views, 0, at_once);
  std::vector<causes::CauseAndEffect> one_by_one;
  causes::CauseFinder finder;
  for (std::size_t i = 0; i < views.size(); ++i) finder.look(views[i], i, one_by_one);
  EXPECT_GT(at_once.size(), 90u);
  EXPECT_EQ(at_once, one_by_one);
}

// More conversations than are remembered, and frames of each that nobody acknowledges.
TEST(CauseFinder, ForgetsWhatIsOldest) {
  Looker looker;
  looker.look(segment(100, 0, kSyn));
  for (std::uint32_t i = 0; i < 2 * causes::CauseFinder::kConversations; ++i) {
    looker.look(tcp4({.source = 40000, .destination = 80},
                     {.source = 0x0a000000 + i, .destination = 0x0b000001}));
  }
  looker.look(reply(500, 101, kSyn | kAck));
  EXPECT_EQ(looker.pairs(), Pairs{});
}

}  // namespace
}  // namespace tapbond::test

#include "sensor/unwrap/tunnels.h"

#include <gtest/gtest.h>

#include "tests/sensor/unwrap/tunnelled.h"

namespace tapbond {
namespace {

using namespace tunnelled;

// Of 60 bytes, and says so.
Octets inner(std::uint16_t ip_length = 46) {
  Octets packet = ipv4(Host{1}, Host{2}, 6, Octets(26, 7));
  packet[2] = static_cast<std::uint8_t>(ip_length >> 8);
  packet[3] = static_cast<std::uint8_t>(ip_length);
  return ethernet(mac_of(Host{1}), mac_of(Host{2}), 0x0800, packet);
}

std::optional<Inside> found(const Octets& frame, const TunnelKinds& kinds = TunnelKinds::all()) {
  return inside_tunnel(frame, kinds);
}

void expect_inside(const Octets& frame, const std::string& name, const char* what) {
  const auto inside = found(frame);
  ASSERT_TRUE(inside) << what;
  EXPECT_EQ(name_of(inside->origin), name) << what;
  EXPECT_EQ(
      Octets(frame.begin() + inside->offset, frame.begin() + inside->offset + inside->captured),
      inner())
      << what;
  EXPECT_EQ(inside->length, inner().size()) << what;
}

TEST(Tunnels, AreTakenOffWhateverTheirKind) {
  const Octets frame = inner();
  expect_inside(outer(ip(17, datagram(4789, vxlan(7, frame)))), "/vxlan 10.0.0.5 vni 7", "VXLAN");
  expect_inside(outer(ip(17, datagram(8472, vxlan(0xffffff, frame)))),
                "/vxlan 10.0.0.5 vni 16777215", "VXLAN as Linux had it");
  expect_inside(outer(ip(17, datagram(6081, geneve(7, frame)))), "/geneve 10.0.0.5 vni 7",
                "GENEVE");
  expect_inside(outer(ip(17, datagram(6081, geneve(7, frame, 0x6558, 63)))),
                "/geneve 10.0.0.5 vni 7", "GENEVE with all options that there can be");
  expect_inside(outer(ip(47, gre(0, 0x6558, {}, frame))), "/gre 10.0.0.5", "GRE");
  expect_inside(outer(ip(47, gre(0x2000, 0x6558, be32(70000), frame))), "/gre 10.0.0.5 key 70000",
                "GRE with a key");
  expect_inside(outer(ip(47, gre(0, 0x88be, {}, frame))), "/erspan 10.0.0.5", "ERSPAN I");
  expect_inside(outer(ip(47, gre(0x1000, 0x88be, be32(1), erspan_ii(9, frame)))),
                "/erspan 10.0.0.5 session 9", "ERSPAN II");
  for (const ErspanTime& time : {ErspanTime{}, ErspanTime{.subheader = {{4, 0x11111111}}}}) {
    expect_inside(outer(ip(47, gre(0x1000, 0x22eb, be32(1), erspan_iii(9, frame, time)))),
                  "/erspan 10.0.0.5 session 9", "ERSPAN III");
  }
  expect_inside(outer(ip(17, datagram(37008, tzsp(60, frame)))), "/tzsp 10.0.0.5", "TZSP");
}

std::optional<MirrorTime> time_in(const ErspanTime& time) {
  const auto inside =
      found(outer(ip(47, gre(0x1000, 0x22eb, be32(1), erspan_iii(9, inner(), time)))));
  return inside ? inside->time : std::nullopt;
}

// Of 32 bits, unless the platform tells the others.
TEST(Tunnels, TellTheTimeOfErspanWhereItsGranularityIsKnown) {
  constexpr std::uint64_t k32Bits = std::uint64_t{1} << 32;
  EXPECT_EQ(time_in({.stamp = 7, .granularity = 0}),
            (MirrorTime{.nanoseconds = 700'000, .period = k32Bits * 100'000}));
  EXPECT_EQ(time_in({.stamp = 0xffffffff, .granularity = 1}),
            (MirrorTime{.nanoseconds = (k32Bits - 1) * 100, .period = k32Bits * 100}));
  EXPECT_EQ(time_in({.stamp = 999'999'999, .granularity = 2}),
            (MirrorTime{.nanoseconds = 999'999'999, .period = 1'000'000'000}));
  EXPECT_EQ(time_in({.stamp = 7, .granularity = 3}), std::nullopt) << "as the user defines it";

  for (const std::uint8_t platform : {std::uint8_t{3}, std::uint8_t{7}}) {
    EXPECT_EQ(time_in({.stamp = 7, .granularity = 1, .subheader = {{platform, 2}}}),
              (MirrorTime{.nanoseconds = (2 * k32Bits + 7) * 100, .period = MirrorTime::kEndless}))
        << platform;
  }
  for (const std::uint8_t platform : {std::uint8_t{5}, std::uint8_t{6}}) {
    EXPECT_EQ(
        time_in({.stamp = 7, .granularity = 2, .subheader = {{platform, 1'700'000'000}}}),
        (MirrorTime{.nanoseconds = 1'700'000'000'000'000'007, .period = MirrorTime::kAbsolute}))
        << platform;
  }
  EXPECT_EQ(time_in({.stamp = 7, .granularity = 2, .subheader = {{1, 1'700'000'000}}}),
            (MirrorTime{.nanoseconds = 7, .period = 1'000'000'000}))
      << "a platform that has no seconds there";
}

TEST(Tunnels, TellNoTimeOfErspanThatThereCannotBe) {
  EXPECT_EQ(time_in({.stamp = 1'000'000'000, .granularity = 2}), std::nullopt)
      << "nanoseconds of a second";
  EXPECT_EQ(time_in({.stamp = 0, .granularity = 0, .subheader = {{3, 0xffffffff}}}), std::nullopt)
      << "more nanoseconds than 64 bits can tell";
}

TEST(Tunnels, TellTheirNumbers) {
  Octets words = be32(5);
  append(words, be32(77));
  const auto keyed = found(outer(ip(47, gre(
                                            0xb000, 0x6558,
                                            [&] {
                                              Octets all(4, 0);
                                              append(all, words);
                                              return all;
                                            }(),
                                            inner()))));
  ASSERT_TRUE(keyed);
  EXPECT_EQ(keyed->origin.id, 5u) << "behind the checksum";
  EXPECT_EQ(keyed->sequence, 77u);
  const auto erspan =
      found(outer(ip(47, gre(0x1000, 0x88be, be32(3), erspan_ii(0x7fff, inner())))));
  EXPECT_EQ(erspan->sequence, 3u);
  EXPECT_EQ(erspan->origin.id, 0x3ffu);
}

TEST(Tunnels, MayBeInVlansAndInIpv6) {
  const Octets carried = datagram(4789, vxlan(7, inner()));
  Octets packet = ipv6(kSensor, kMirror, 0, {});
  append(packet, {17, 0, 1, 4, 0, 0, 0, 0});  // hop-by-hop options
  append(packet, carried);
  packet[4] = static_cast<std::uint8_t>((packet.size() - 40) >> 8);
  packet[5] = static_cast<std::uint8_t>(packet.size() - 40);
  expect_inside(outer(packet), "/vxlan 2001:db8::5 vni 7", "IPv6");
  Octets tagged = outer(ip(17, carried));
  for (const int type : {0x00, 0xa8}) {
    const Octets tag = {static_cast<std::uint8_t>(type == 0 ? 0x81 : 0x88),
                        static_cast<std::uint8_t>(type), 0, 9};
    tagged.insert(tagged.begin() + 12, tag.begin(), tag.end());
  }
  expect_inside(tagged, "/vxlan 10.0.0.5 vni 7", "two tags");
}

TEST(Tunnels, AreTakenOffOnce) {
  const Octets once = outer(ip(17, datagram(4789, vxlan(1, inner()))));
  const Octets twice = outer(ip(17, datagram(6081, geneve(2, once))));
  const auto inside = found(twice);
  ASSERT_TRUE(inside);
  EXPECT_EQ(Octets(twice.begin() + inside->offset, twice.end()), once)
      << "a tunnel of the network that is watched";
}

// As a gateway load balancer sends what is mirrored through it.
TEST(Tunnels, AreTakenOffTogetherWhereGeneveCarriesIp) {
  const Octets mirrored = ip(17, datagram(4789, vxlan(3, inner())), Host{77});
  expect_inside(outer(ip(17, datagram(6081, geneve(2, mirrored, 0x0800, 8)))),
                "/vxlan 10.0.0.77 vni 3", "VXLAN in IP in GENEVE");
  EXPECT_FALSE(found(outer(ip(17, datagram(6081, geneve(2, ip(6, Octets(40, 0)), 0x0800))))))
      << "no frame is in it";
}

TEST(Tunnels, SayHowLongAFrameWasThatTheMirrorCut) {
  Octets frame = inner(1486);
  const auto inside = found(outer(ip(17, datagram(4789, vxlan(7, frame)))));
  EXPECT_EQ(inside->captured, 60u);
  EXPECT_EQ(inside->length, 1500u);
  EXPECT_EQ(found(outer(ip(17, datagram(37008, tzsp(900, inner())))))->length, 900u);
}

TEST(Tunnels, DoNotTakeInWhatPadsTheOuterFrame) {
  Octets frame = outer(ip(47, gre(0, 0x6558, {}, Octets(16, 1))));
  ASSERT_LT(frame.size(), 60u);
  frame.resize(60, 0);
  EXPECT_EQ(found(frame)->captured, 16u);
}

TEST(Tunnels, AreOnlyThoseThatWereAskedFor) {
  const Octets frame = outer(ip(17, datagram(4789, vxlan(7, inner()))));
  EXPECT_TRUE(found(frame, tunnel_kinds("vxlan")));
  EXPECT_FALSE(found(frame, tunnel_kinds("geneve,gre,erspan,tzsp")));
  EXPECT_TRUE(tunnel_kinds("all").tzsp);
  for (const char* list : {"", "vxlan,", "ipip", "vxlan gre"}) {
    EXPECT_THROW(tunnel_kinds(list), std::invalid_argument) << list;
  }
}

TEST(Tunnels, AreNotWhatOnlyLooksLikeOne) {
  const Octets frame = inner();
  EXPECT_FALSE(found(frame));
  EXPECT_FALSE(found(outer(ip(17, datagram(4790, vxlan(7, frame)))))) << "another port";
  Octets without_vni = vxlan(7, frame);
  without_vni[0] = 0;
  EXPECT_FALSE(found(outer(ip(17, datagram(4789, without_vni)))));
  EXPECT_FALSE(found(outer(ip(47, gre(0x4000, 0x6558, {}, frame))))) << "routing";
  EXPECT_FALSE(found(outer(ip(47, gre(1, 0x6558, {}, frame))))) << "version 1";
  EXPECT_FALSE(found(outer(ip(47, gre(0, 0x0800, {}, ip(6, Octets(20, 0))))))) << "IP in it";
  EXPECT_FALSE(found(outer(ip(47, gre(0x1000, 0x22eb, be32(1), erspan_ii(9, frame))))));
  Octets control = geneve(7, frame);
  control[1] = 0x80;
  EXPECT_FALSE(found(outer(ip(17, datagram(6081, control)))));
}

TEST(Tunnels, OfACutFrameAreTakenOffAsFarAsThereIsAFrame) {
  const Octets whole = outer(ip(47, gre(0x1000, 0x88be, be32(3), erspan_ii(1, inner()))));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto inside = found(cut);
    EXPECT_EQ(inside.has_value(), size >= whole.size() - 60 + 14) << size;
    if (!inside) continue;
    EXPECT_EQ(inside->offset + inside->captured, size);
    EXPECT_EQ(inside->length, 60u);
  }
}

}  // namespace
}  // namespace tapbond

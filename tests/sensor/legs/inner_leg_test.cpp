#include "sensor/legs/inner_leg.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "sensor/files/packet_options.h"
#include "tests/bond/invented.h"
#include "tests/sensor/unwrap/tunnelled.h"

namespace tapbond {
namespace {

constexpr Host kClient{1};
constexpr Host kServer{2};

// A leg that brings what a test gives it.
class GivenLeg final : public Leg {
 public:
  explicit GivenLeg(const Announce& announce) {
    row_ = announce({.name = "eth1", .description = label, .filter = "", .hardware = "", .os = ""});
  }
  static inline std::string label;

  std::deque<Octets> frames;
  std::uint64_t filtered = 0;
  std::uint64_t dropped = 0;

  const std::string& name() const override { return name_; }
  Exposure exposure() const override { return {.addresses = {"192.0.2.1"}}; }
  bool is_remote() const override { return false; }
  void start() override {}
  void introduce() const override {}
  Drained drain(int, SlabWriter& slabs, std::vector<Frame>& out) override {
    while (!frames.empty() && slabs.ready()) {
      Frame frame = invented::frame(0, 0, static_cast<std::uint32_t>(frames.front().size()));
      frame.interface = static_cast<std::uint16_t>(row_);
      slabs.add(frame, frames.front().data(), frame.length);
      out.push_back(frame);
      frames.pop_front();
      ++brought_;
    }
    return frames.empty() ? Drained::kEmpty : Drained::kNoRoom;
  }
  void watch(std::int64_t) override {}
  bool away() const override { return false; }
  void stop() override {}
  bool settled() override { return true; }
  LegCounts counts(std::int64_t) override { return counts_of(row_); }
  LegCounts counts_of(std::uint32_t) const override {
    return {.received = brought_ + filtered + dropped,
            .accepted = brought_ + dropped,
            .delivered = brought_,
            .filtered = filtered,
            .dropped_by_kernel = dropped};
  }
  int descriptor() const override { return -1; }

 private:
  std::string name_ = "eth1";
  std::uint32_t row_ = 0;
  std::uint64_t brought_ = 0;
};

Octets arp() { return ethernet(mac_of(kClient), mac_of(kServer), 0x0806, Octets(46, 0)); }

Octets tagged(std::uint16_t id, Octets frame = arp()) {
  const std::uint8_t tag[] = {0x81, 0, static_cast<std::uint8_t>(id >> 8),
                              static_cast<std::uint8_t>(id)};
  frame.insert(frame.begin() + 12, std::begin(tag), std::end(tag));
  return frame;
}

class InnerLegTest : public testing::Test {
 protected:
  InnerLegTest() { GivenLeg::label.clear(); }

  void open(InnerFramesOptions options) {
    options.split_vlan = true;
    leg_ = std::make_unique<InnerLeg>(
        std::move(options),
        [this](Interface interface) {
          if (interfaces_.size() == most_) throw std::length_error("too many");
          interfaces_.push_back(std::move(interface));
          return static_cast<std::uint32_t>(interfaces_.size() - 1);
        },
        [this](const Leg::Announce& announce) {
          auto given = std::make_unique<GivenLeg>(announce);
          given_ = given.get();
          return given;
        });
  }
  std::vector<Frame> drain() {
    std::vector<Frame> out;
    while (leg_->drain(1000, slabs_, out) != Leg::Drained::kEmpty) {
    }
    return out;
  }
  std::string name(const Frame& frame) const { return interfaces_[frame.interface].name; }

  // Of all interfaces together, each of which must add up as the leg does.
  LegCounts sum_of_interfaces() const {
    LegCounts sum;
    for (std::uint32_t row = 0; row < interfaces_.size(); ++row) {
      const LegCounts of = leg_->counts_of(row);
      EXPECT_EQ(of.received, of.accepted + of.filtered + of.joined + of.dropped_by_interface)
          << row;
      sum.received += of.received;
      sum.accepted += of.accepted;
      sum.filtered += of.filtered;
      sum.dropped_by_kernel += of.dropped_by_kernel;
    }
    return sum;
  }

  SlabPool pool_{8 << 20, 4};
  SlabWriter slabs_{pool_};
  std::vector<Interface> interfaces_;
  std::size_t most_ = 100;
  GivenLeg* given_ = nullptr;
  std::unique_ptr<InnerLeg> leg_;
};

TEST_F(InnerLegTest, TakesEachFrameOutOfItsTag) {
  open({});
  given_->frames = {tagged(10), arp(), tagged(20), tagged(10), tagged(30, tagged(10))};
  const std::vector<Frame> out = drain();
  ASSERT_EQ(out.size(), 5u);
  const char* const names[] = {"eth1.10", "eth1", "eth1.20", "eth1.10", "eth1.30"};
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(name(out[i]), names[i]) << i;
    const Octets expected = i == 4 ? tagged(10) : arp();
    EXPECT_EQ(Octets(out[i].bytes, out[i].bytes + out[i].captured), expected) << i;
    EXPECT_EQ(out[i].length, expected.size()) << i;
  }
  EXPECT_EQ(interfaces_.size(), 4u);
}

TEST_F(InnerLegTest, CountsForEachInterfaceWhatMakesUpTheLeg) {
  open({.filter = "arp"});
  given_->filtered = 7;
  given_->dropped = 5;
  const Octets ip = ethernet(mac_of(kClient), mac_of(kServer), 0x0800, Octets(46, 0));
  given_->frames = {tagged(10), tagged(10, ip), tagged(20), ip, arp(), tagged(20, ip), ip};
  EXPECT_EQ(drain().size(), 3u);
  const LegCounts all = leg_->counts(0);
  EXPECT_EQ(all.received, 19u);
  EXPECT_EQ(all.filtered, 11u);
  EXPECT_EQ(all.dropped_by_kernel, 5u);
  EXPECT_EQ(all.accepted, 8u);
  EXPECT_EQ(all.delivered, 3u);
  const LegCounts sum = sum_of_interfaces();
  EXPECT_EQ(sum.received, all.received);
  EXPECT_EQ(sum.accepted, all.accepted);
  EXPECT_EQ(sum.filtered, all.filtered);
  EXPECT_EQ(sum.dropped_by_kernel, all.dropped_by_kernel);
  EXPECT_EQ(leg_->counts_of(1).received, 2u);
  EXPECT_EQ(leg_->counts_of(1).filtered, 1u);
}

TEST_F(InnerLegTest, IsSeenAsTheOtherLegIsUnlessTunnelsComeToIt) {
  open({});
  EXPECT_EQ(leg_->exposure().addresses, std::vector<std::string>{"192.0.2.1"});
  open({.unwrap = TunnelKinds::all()});
  EXPECT_TRUE(leg_->exposure().addresses.empty());
}

TEST_F(InnerLegTest, FiltersBeforeItCuts) {
  open({.filter = "ether[50] = 0", .snaplen = 20});
  given_->frames = {tagged(10), arp()};
  const std::vector<Frame> out = drain();
  ASSERT_EQ(out.size(), 2u);
  for (const Frame& frame : out) {
    EXPECT_EQ(frame.captured, 20u);
    EXPECT_EQ(frame.length, 60u);
  }
  for (const Interface& interface : interfaces_) EXPECT_EQ(interface.snaplen, 20u);
}

// The two halves of a packet that has a frame in it.
std::vector<Octets> in_fragments(const Octets& packet) {
  constexpr std::ptrdiff_t kHeader = 20;
  constexpr std::ptrdiff_t kHalf = 64;
  std::vector<Octets> frames;
  for (const bool first : {true, false}) {
    Octets part(packet.begin(), packet.begin() + kHeader);
    const auto begin = packet.begin() + kHeader + (first ? 0 : kHalf);
    part.insert(part.end(), begin, first ? begin + kHalf : packet.end());
    part[3] = static_cast<std::uint8_t>(part.size());
    part[6] = first ? 0x20 : 0;
    part[7] = first ? 0 : kHalf / 8;
    frames.push_back(tunnelled::outer(part));
  }
  return frames;
}

TEST_F(InnerLegTest, PutsFragmentsTogetherAndAccountsForEach) {
  open({.unwrap = TunnelKinds::all()});
  const std::vector<Octets> halves =
      in_fragments(tunnelled::ip(17, tunnelled::datagram(4789, tunnelled::vxlan(7, arp()))));
  given_->frames = {halves[0], arp(), halves[1], halves[0]};
  const std::vector<Frame> out = drain();
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(name(out[0]), "eth1");
  EXPECT_EQ(name(out[1]), "eth1/vxlan 10.0.0.5 vni 7");
  EXPECT_EQ(Octets(out[1].bytes, out[1].bytes + out[1].captured), arp());
  EXPECT_EQ(leg_->counts(0).received, 4u);
  EXPECT_EQ(leg_->counts(0).joined, 1u);
  EXPECT_EQ(leg_->counts(0).accepted, 3u) << "of which one is held";

  EXPECT_FALSE(leg_->settled()) << "what is held comes out";
  const std::vector<Frame> rest = drain();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(Octets(rest[0].bytes, rest[0].bytes + rest[0].captured), halves[0]);
  EXPECT_TRUE(leg_->settled());
  const LegCounts sum = sum_of_interfaces();
  EXPECT_EQ(sum.received, 4u);
  EXPECT_EQ(sum.accepted, 3u);
}

TEST_F(InnerLegTest, LeavesOutWhatIsInNoTunnelWhereThatIsAskedFor) {
  open({.unwrap = TunnelKinds::all(), .tunnelled_only = true});
  given_->frames = {arp(),
                    tunnelled::outer(tunnelled::ip(47, tunnelled::gre(0, 0x6558, {}, arp())))};
  ASSERT_EQ(drain().size(), 1u);
  EXPECT_EQ(leg_->counts(0).filtered, 1u);
}

TEST_F(InnerLegTest, TellsWhatASourceSaysItSent) {
  open({.unwrap = TunnelKinds::all()});
  for (const std::uint32_t number : {5U, 6U, 9U}) {
    given_->frames.push_back(
        tunnelled::outer(tunnelled::ip(47, tunnelled::gre(0x1000, 0x88be, tunnelled::be32(number),
                                                          tunnelled::erspan_ii(1, arp())))));
  }
  EXPECT_EQ(drain().size(), 3u);
  EXPECT_EQ(leg_->counts_of(1).lost, 2u);
  EXPECT_EQ(leg_->counts_of(1).received, 3u);
}

TEST_F(InnerLegTest, KeepsTheTimeOfAMirrorBesideTheFrame) {
  open({.unwrap = TunnelKinds::all()});
  const auto mirrored = [](const tunnelled::ErspanTime& time) {
    return tunnelled::ip(47, tunnelled::gre(0x1000, 0x22eb, tunnelled::be32(1),
                                            tunnelled::erspan_iii(1, arp(), time)));
  };
  const Octets known = mirrored({.stamp = 0x01020304, .granularity = 2});
  const std::vector<Octets> halves = in_fragments(known);
  given_->frames = {tunnelled::outer(known), tunnelled::outer(mirrored({})), halves[0], halves[1]};
  const std::vector<Frame> out = drain();
  ASSERT_EQ(out.size(), 3u);
  for (const std::size_t at : {0u, 1u, 2u}) {
    const Frame& frame = out[at];
    EXPECT_EQ(Octets(frame.bytes, frame.bytes + frame.captured), arp()) << at;
    EXPECT_EQ(frame.length, arp().size()) << at;
    EXPECT_EQ(has_options(frame), at != 1) << at;
  }
  const Octets option = {0xad, 0x0b, 28,  0,   0xd9, 0x7e, 0,    0,  //
                         't',  'a',  'p', 'b', 'o',  'n',  'd',  2,  //
                         0,    0,    0,   0,   1,    2,    3,    4,  //
                         0,    0,    0,   0,   0x3b, 0x9a, 0xca, 0, 0, 0, 0, 0};
  for (const std::size_t at : {0u, 2u}) {
    Octets options(packet_options_bytes(out[at]));
    store_packet_options(out[at], options);
    EXPECT_EQ(options, option) << at;
  }
}

TEST_F(InnerLegTest, LabelsWhatItFinds) {
  GivenLeg::label = "tap";
  open({.labels = {{"eth1.10", "client side"}, {"eth1.11", "nobody"}}});
  given_->frames = {tagged(10), tagged(20)};
  drain();
  EXPECT_EQ(interfaces_[0].description, "tap");
  EXPECT_EQ(interfaces_[1].description, "client side");
  EXPECT_EQ(interfaces_[2].description, "tap: VLAN 20");
}

TEST_F(InnerLegTest, LeavesAsTheyAreFramesOfMoreInterfacesThanThereCanBe) {
  most_ = 3;
  open({});
  given_->frames = {tagged(1), tagged(2), tagged(3), tagged(1), tagged(4)};
  const std::vector<Frame> out = drain();
  ASSERT_EQ(out.size(), 5u);
  EXPECT_EQ(name(out[2]), "eth1");
  EXPECT_EQ(Octets(out[2].bytes, out[2].bytes + out[2].captured), tagged(3));
  EXPECT_EQ(name(out[3]), "eth1.1");
  EXPECT_EQ(sum_of_interfaces().received, 5u);
}

}  // namespace
}  // namespace tapbond

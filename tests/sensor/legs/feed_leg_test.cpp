// Feeds from peers of all kinds, over a real loopback.
#include "sensor/legs/feed_leg.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "tests/bond/invented.h"
#include "tests/files/capture_builder.h"

namespace tapbond {
namespace {

constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kRaw = 101;
constexpr std::uint16_t kUsb = 189;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHold = kSecond / 4;

// The other end: listens on a port of its own.
class Peer {
 public:
  // On the port of the one before, or on any.
  explicit Peer(std::uint16_t port = 0) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    EXPECT_EQ(bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
              0);
    EXPECT_EQ(listen(listener_.get(), 8), 0);
    socklen_t size = sizeof address;
    getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  void accept() {
    reader_ = FileDescriptor::owned(::accept(listener_.get(), nullptr, nullptr));
    ASSERT_TRUE(reader_);
  }
  // How much was taken; a reader that has left takes no more.
  std::size_t send(const std::string& bytes, int flags = 0) const {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put =
          ::send(reader_.get(), bytes.data() + done, bytes.size() - done, flags | MSG_NOSIGNAL);
      if (put < 0) break;
      done += static_cast<std::size_t>(put);
    }
    return done;
  }
  void leave() { static_cast<void>(reader_.close()); }

 private:
  FileDescriptor listener_ = FileDescriptor::owned(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  FileDescriptor reader_;
  std::uint16_t port_ = 0;
};

std::string arp(std::size_t size = 60) {
  std::string bytes(size, '\0');
  bytes[12] = 8;
  bytes[13] = 6;
  return bytes;
}

// What a sensor begins with: microseconds, as no resolution is told.
std::string preamble(const std::string& name, const std::string& description = "") {
  CaptureBuilder section;
  section.section().interface(
      kEthernet, 0,
      section.option(2, name) + section.option(3, description) + section.end_of_options());
  return section.data();
}

std::string packet(std::int64_t stamp, const std::string& bytes = arp(),
                   std::uint32_t interface = 0) {
  return CaptureBuilder()
      .enhanced_packet(interface, static_cast<std::uint64_t>(stamp / 1000), bytes,
                       static_cast<std::uint32_t>(bytes.size()))
      .data();
}

std::int64_t wall() { return read_clock().wall / 1000 * 1000; }

class Feed : public testing::Test {
 protected:
  void open(const FeedLegOptions& options = {}) {
    FeedLegOptions all = options;
    all.endpoint = parse_endpoint("-i", peer_.address());
    all.hold_ns = kHold;
    leg_ = std::make_unique<FeedLeg>(3, all, pool_, [this](Interface interface) {
      if (interface.linktype == refused_) throw std::runtime_error("does not fit");
      interfaces_.push_back(std::move(interface));
      return static_cast<std::uint32_t>(interfaces_.size() + 9);
    });
    leg_->start();
  }

  // Time flies, so that a pause is over at once.
  void connect() {
    later_ += 100 * kSecond;
    leg_->watch(now());
    peer_.accept();
    ASSERT_TRUE(eventually([this] {
      leg_->watch(now());
      return leg_->descriptor() >= 0;
    }));
  }
  std::int64_t now() const { return read_clock().monotonic + later_; }

  Leg::Drained drain() { return leg_->drain(1024, slabs_, frames_); }

  template <typename Condition>
  bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  bool delivers(std::size_t count) {
    return eventually([&] {
      drain();
      return frames_.size() >= count;
    });
  }
  bool goes_away() {
    return eventually([&] {
      drain();
      return leg_->away();
    });
  }
  LegCounts counts() { return leg_->counts(now()); }

  SlabPool pool_{8 << 20, 4};
  SlabWriter slabs_{pool_};
  Peer peer_;
  std::unique_ptr<FeedLeg> leg_;
  std::vector<Interface> interfaces_;
  std::vector<Frame> frames_;
  std::int64_t later_ = 0;
  int refused_ = -1;
};

TEST_F(Feed, DeliversWhatASensorSends) {
  open({.label = "branch"});
  connect();
  const std::int64_t stamp = wall();
  peer_.send(preamble("eth1", "sensor7: uplink") + packet(stamp) + packet(stamp + 1000));
  ASSERT_TRUE(delivers(2));
  EXPECT_EQ(drain(), Leg::Drained::kEmpty);
  EXPECT_FALSE(leg_->away());
  EXPECT_EQ(leg_->name(), "TCP@" + peer_.address());
  ASSERT_EQ(interfaces_.size(), 1u);
  EXPECT_EQ(interfaces_[0].name, peer_.address() + "/eth1");
  EXPECT_EQ(interfaces_[0].description, "branch: sensor7: uplink");
  EXPECT_EQ(interfaces_[0].leg, 3);
  EXPECT_EQ(invented::stamps(frames_), (std::vector<std::int64_t>{stamp, stamp + 1000}));
  EXPECT_EQ(frames_[0].interface, 10u) << "the row that was answered";
  EXPECT_EQ(frames_[0].leg, 3);
  EXPECT_EQ(std::memcmp(frames_[0].bytes, arp().data(), frames_[0].captured), 0);
  EXPECT_EQ(counts().received, 2u);
  EXPECT_EQ(counts().accepted, 2u);
  EXPECT_EQ(leg_->counts_of(10).received, 2u);
  EXPECT_EQ(leg_->counts_of(0).received, 0u);
}

TEST_F(Feed, ReadsPlainPcap) {
  open();
  connect();
  peer_.send(CaptureBuilder().pcap_header(0xa1b2c3d4).pcap_record(1000, 5, arp(), 60).data());
  ASSERT_TRUE(delivers(1));
  EXPECT_EQ(frames_[0].stamp, 1000 * kSecond + 5000);
  EXPECT_EQ(interfaces_[0].name, peer_.address()) << "a pcap stream has no other name";
}

TEST_F(Feed, NeverWaitsForTheRest) {
  open();
  connect();
  const std::string all = preamble("eth1") + packet(wall()) + packet(wall());
  for (std::size_t at = 0; at < all.size(); at += 7) {
    EXPECT_EQ(drain(), Leg::Drained::kEmpty);
    peer_.send(all.substr(at, 7));
  }
  EXPECT_TRUE(delivers(2));
  EXPECT_EQ(counts().received, 2u);
}

TEST_F(Feed, IsAwayWhileNobodyServes) {
  const std::uint16_t port = peer_.port();
  open();
  { const Peer gone = std::move(peer_); }
  leg_->watch(now());
  EXPECT_TRUE(leg_->away());
  EXPECT_EQ(leg_->descriptor(), -1);
  EXPECT_EQ(drain(), Leg::Drained::kEmpty);
  peer_ = Peer(port);
  connect();
  EXPECT_TRUE(leg_->away()) << "until it is known to be a feed";
  peer_.send(preamble("eth1") + packet(wall()));
  ASSERT_TRUE(delivers(1));
  EXPECT_FALSE(leg_->away());
  EXPECT_EQ(counts().times_away, 1u);
  EXPECT_GT(counts().away_ns, 0);
}

TEST_F(Feed, GivesAnInterfaceThatComesAgainItsRow) {
  open();
  for (int times = 0; times < 3; ++times) {
    connect();
    peer_.send(preamble("eth1") + packet(wall()));
    ASSERT_TRUE(delivers(static_cast<std::size_t>(times) + 1));
    peer_.leave();
    ASSERT_TRUE(goes_away());
  }
  EXPECT_EQ(interfaces_.size(), 1u);
  EXPECT_EQ(leg_->counts_of(10).received, 3u);
  EXPECT_EQ(counts().times_away, 3u);

  connect();
  peer_.send(preamble("eth2") + packet(wall()));
  ASSERT_TRUE(delivers(4));
  ASSERT_EQ(interfaces_.size(), 2u);
  EXPECT_EQ(leg_->counts_of(11).received, 1u);
}

// A sensor counts from its start, however often it is connected to.
TEST_F(Feed, TellsWhatItsSensorDropped) {
  const auto dropped = [](std::uint32_t start, std::uint64_t count) {
    CaptureBuilder block;
    return block
        .statistics(
            0, block.option(2, block.sub().u32(0).u32(start).data()) + block.count_option(7, count))
        .data();
  };
  open();
  connect();
  peer_.send(preamble("eth1") + dropped(1, 4) + packet(wall()) + dropped(1, 6));
  ASSERT_TRUE(delivers(1));
  ASSERT_TRUE(eventually([&] {
    drain();
    return counts().earlier.dropped_by_os == 6u;
  }));
  peer_.leave();
  ASSERT_TRUE(goes_away());
  connect();
  peer_.send(preamble("eth1") + dropped(1, 9) + packet(wall()));
  ASSERT_TRUE(delivers(2));
  EXPECT_EQ(counts().earlier.dropped_by_os, 9u);
  peer_.leave();
  ASSERT_TRUE(goes_away());
  connect();
  peer_.send(preamble("eth1") + dropped(2, 3) + packet(wall()));
  ASSERT_TRUE(delivers(3));
  EXPECT_EQ(counts().earlier.dropped_by_os, 12u) << "it was started again";
  EXPECT_EQ(leg_->counts_of(10).earlier.dropped_by_os, 12u);
  EXPECT_FALSE(counts().earlier.dropped_by_interface);
  EXPECT_EQ(counts().received, 3u);
  EXPECT_EQ(counts().dropped_by_kernel, 0u);
}

TEST_F(Feed, KeepsInterfacesOfOneNameApart) {
  open();
  connect();
  const std::string twice =
      CaptureBuilder().section().interface(kEthernet, 0).interface(kEthernet, 0).data();
  peer_.send(twice + packet(wall(), arp(), 1));
  ASSERT_TRUE(delivers(1));
  EXPECT_EQ(interfaces_.size(), 2u);
  EXPECT_EQ(frames_[0].interface, 11u);
}

TEST_F(Feed, CountsWhatTheFilterStopsAndGivesItBack) {
  open({.filter = "arp"});
  connect();
  peer_.send(preamble("eth1"));
  const int rounds = 20;
  for (int i = 0; i < rounds; ++i) {
    std::string some;
    for (int j = 0; j < 1000; ++j) {
      some += packet(wall(), std::string(1400, 'x'));  // 28 MB in all, of 8 that there are
    }
    std::thread sender([&] { peer_.send(some + packet(wall())); });
    EXPECT_TRUE(delivers(1));
    sender.join();
    pool_.release(frames_);
    frames_.clear();
  }
  EXPECT_EQ(counts().received, 20'020u);
  EXPECT_EQ(counts().filtered, 20'000u);
  EXPECT_EQ(counts().accepted, 20u);
  EXPECT_EQ(interfaces_[0].filter, "arp");
}

TEST_F(Feed, CutsPacketsToTheSnapshotLength) {
  open({.snaplen = 20});
  connect();
  peer_.send(preamble("eth1") + packet(wall()));
  ASSERT_TRUE(delivers(1));
  EXPECT_EQ(frames_[0].captured, 20u);
  EXPECT_EQ(frames_[0].length, 60u);
  EXPECT_EQ(interfaces_[0].snaplen, 20u);
}

TEST_F(Feed, FiltersWhatTheFilterCannotMatch) {
  open({.filter = "arp"});
  connect();
  peer_.send(preamble("eth1") + CaptureBuilder().interface(kUsb, 0).data() +
             packet(wall(), arp(), 1) + packet(wall(), arp(), 0));
  ASSERT_TRUE(delivers(1));
  EXPECT_EQ(counts().received, 2u);
  EXPECT_EQ(counts().filtered, 1u);
  ASSERT_EQ(interfaces_.size(), 2u);
  EXPECT_TRUE(interfaces_[1].barred);
}

TEST_F(Feed, HasAFilterThatDoesNotCompileRefusedAtTheStart) {
  const auto filters = std::make_shared<FrameFilters>();
  open({.filter = "prot icmp", .filters = filters});
  EXPECT_THROW(filters->begin(), std::runtime_error);
}

TEST_F(Feed, IsAwayWhereAnInterfaceDoesNotFit) {
  refused_ = kRaw;
  open();
  connect();
  peer_.send(preamble("eth1") + packet(wall()) + CaptureBuilder().interface(kRaw, 0).data() +
             packet(wall(), arp(), 1));
  EXPECT_TRUE(goes_away());
  EXPECT_EQ(frames_.size(), 1u) << "what came before is kept";
  EXPECT_EQ(counts().received, 1u);
}

TEST_F(Feed, WaitsForRoomAndLosesNothing) {
  open();
  connect();
  std::vector<std::uint16_t> taken;
  while (const auto slab = pool_.open()) taken.push_back(*slab);
  peer_.send(preamble("eth1") + packet(wall()));
  EXPECT_TRUE(eventually([&] { return drain() == Leg::Drained::kNoRoom; }));
  EXPECT_TRUE(frames_.empty());
  pool_.close(taken.back());
  EXPECT_TRUE(delivers(1));
}

TEST_F(Feed, TakesWhatHasArrivedByTheStop) {
  open();
  connect();
  std::string all = preamble("eth1");
  for (int i = 0; i < 500; ++i) all += packet(wall());
  peer_.send(all + packet(wall()).substr(0, 50));
  leg_->stop();
  // It was not seen to be a feed yet.
  EXPECT_TRUE(leg_->settled());
  EXPECT_EQ(drain(), Leg::Drained::kEmpty);

  open();
  connect();
  peer_.send(preamble("eth1"));
  ASSERT_TRUE(eventually([&] {
    drain();
    return !interfaces_.empty();
  }));
  peer_.send(all.substr(preamble("eth1").size()) + packet(wall()).substr(0, 50));
  leg_->stop();
  ASSERT_TRUE(eventually([&] {
    drain();
    return leg_->settled();
  }));
  EXPECT_EQ(frames_.size(), 500u);
  EXPECT_EQ(counts().received, 500u);
  EXPECT_EQ(counts().times_away, 0u);
}

TEST_F(Feed, DoesNotWaitForAPeerThatGoesOnAfterTheStop) {
  open();
  connect();
  std::thread sender([&] {
    peer_.send(preamble("eth1"));
    std::string some;
    for (int i = 0; i < 1000; ++i) some += packet(wall());
    while (peer_.send(some) == some.size()) {
    }
  });
  EXPECT_TRUE(delivers(1000));
  leg_->stop();
  EXPECT_TRUE(eventually([&] {
    drain();
    pool_.release(frames_);
    frames_.clear();
    return leg_->settled();
  }));
  sender.join();
}

// Hostile peers: each is left, and no drain lasts.

TEST_F(Feed, LeavesWhatIsNoCapture) {
  open();
  connect();
  peer_.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(goes_away());
  connect();
  peer_.send(std::string(100'000, '\0'));
  EXPECT_TRUE(eventually([&] {
    drain();
    return leg_->descriptor() < 0;
  }));
  EXPECT_EQ(counts().times_away, 1u);
  EXPECT_TRUE(interfaces_.empty());
}

// Neither the peer nor the log is to be flooded.
TEST_F(Feed, ConnectsLessOftenWhereItIsNoUse) {
  open();
  leg_->watch(now());
  for (int times = 0; times < 8; ++times) {
    peer_.accept();
    ASSERT_TRUE(eventually([this] {
      leg_->watch(now());
      return leg_->descriptor() >= 0;
    }));
    peer_.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(eventually([&] {
      drain();
      return leg_->descriptor() < 0;
    }));
    const std::int64_t lost = read_clock().monotonic;
    const std::int64_t least = std::min<std::int64_t>(1 << times, 32);
    leg_->watch(lost + least * kSecond - kSecond / 2);
    EXPECT_LT(leg_->descriptor(), 0) << times;
    leg_->watch(lost + least * kSecond);
  }
}

TEST_F(Feed, LeavesAStreamThatIsDamaged) {
  for (const std::string& damage :
       {std::string(64, '\0'), packet(wall(), arp(), 7), packet(wall()).substr(0, 40)}) {
    open();
    connect();
    const std::size_t before = frames_.size();
    peer_.send(preamble("eth1") + packet(wall()) + damage);
    peer_.leave();
    ASSERT_TRUE(goes_away());
    EXPECT_EQ(frames_.size(), before + 1);
    EXPECT_EQ(counts().received, 1u);
  }
}

// To leave would be no better: the same would come after the next call.
TEST_F(Feed, GoesOnWithWhoNamesInterfacesWithoutEnd) {
  constexpr std::uint32_t kMost = 16384;
  open();
  connect();
  CaptureBuilder many;
  many.section();
  for (std::uint32_t i = 0; i < kMost + 10; ++i) many.interface(kEthernet, 0);
  many.interface(113, 0);
  // More than a socket takes at once.
  const std::jthread sender([this, all = many.data() + packet(wall()) +
                                         packet(wall(), arp(), kMost + 5) +
                                         packet(wall(), arp(), kMost + 10)] { peer_.send(all); });
  ASSERT_TRUE(eventually([this] {
    drain();
    return counts().received == 3;
  }));
  EXPECT_EQ(counts().filtered, 1u) << "of a link type that has no interface";
  EXPECT_EQ(interfaces_.size(), kMost);
  ASSERT_EQ(frames_.size(), 2u);
  EXPECT_EQ(frames_[0].interface, 10u);
  EXPECT_EQ(frames_[1].interface, kMost + 9);
  EXPECT_FALSE(leg_->away());
}

TEST_F(Feed, KeepsWhatIsToldOfInterfacesWithinABound) {
  open();
  connect();
  CaptureBuilder long_winded;
  long_winded.section();
  for (int i = 0; i < 400; ++i) {
    long_winded.interface(
        kEthernet, 0,
        long_winded.option(2, std::to_string(i)) + long_winded.option(1, std::string(60'000, 'c')));
  }
  {
    const std::jthread sender(
        [this, all = long_winded.data() + packet(wall())] { peer_.send(all); });
    ASSERT_TRUE(delivers(1));
  }
  EXPECT_GT(interfaces_.size(), 200u);
  EXPECT_LT(interfaces_.size(), 300u);
  peer_.leave();
  ASSERT_TRUE(goes_away());
  connect();
  peer_.send(preamble("eth1") + packet(wall()));
  EXPECT_TRUE(delivers(1)) << "a modest feed still finds room";
}

TEST_F(Feed, TakesInterfacesThatEachSectionNamesAgainForTheSame) {
  open();
  connect();
  std::string sections;
  for (int i = 0; i < 300; ++i) sections += preamble("eth1") + packet(wall());
  peer_.send(sections);
  ASSERT_TRUE(delivers(300));
  EXPECT_EQ(interfaces_.size(), 1u);
}

TEST_F(Feed, LeavesWhoseStampsAreNonsense) {
  open();
  const std::int64_t year_2100 = 4'102'444'800 * kSecond;
  connect();
  peer_.send(preamble("eth1") + packet(wall()) + packet(year_2100) + packet(wall()));
  ASSERT_TRUE(goes_away());
  EXPECT_EQ(frames_.size(), 1u);
  EXPECT_EQ(counts().received, 1u);

  connect();
  CaptureBuilder before_1970;
  before_1970.section().interface(
      kEthernet, 0, before_1970.option(14, before_1970.sub().u64(~0ULL - 5'000'000'000).data()));
  peer_.send(before_1970.data() + packet(wall()));
  ASSERT_TRUE(eventually([&] {
    drain();
    return leg_->descriptor() < 0;
  }));
  EXPECT_EQ(frames_.size(), 1u);
}

TEST_F(Feed, DeliversWhatIsOld) {
  open();
  connect();
  peer_.send(preamble("eth1") + packet(0) + packet(1000));
  ASSERT_TRUE(delivers(2));
  EXPECT_EQ(frames_[0].stamp, 0);
  EXPECT_FALSE(leg_->away());
}

TEST_F(Feed, IsNotKeptByBlocksThatAreSkipped) {
  open();
  connect();
  const std::string header = CaptureBuilder().u32(0x0bad).u32(16 << 20).data();
  std::thread sender([&] {
    peer_.send(preamble("eth1"));
    const std::string zeros((16 << 20) - 12, '\0');
    const std::string trailer = CaptureBuilder().u32(16 << 20).data();
    const std::string block = header + zeros + trailer;
    while (peer_.send(block) == block.size()) {
    }
  });
  int full = 0;
  EXPECT_TRUE(eventually([&] {
    if (drain() == Leg::Drained::kEnough) ++full;
    return full > 3;
  }));
  EXPECT_TRUE(frames_.empty());
  leg_.reset();
  sender.join();
}

TEST_F(Feed, IsProbedWhileItIsSilent) {
  open();
  connect();
  const auto setting = [this](int level, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    EXPECT_EQ(getsockopt(leg_->descriptor(), level, option, &value, &size), 0);
    return value;
  };
  EXPECT_EQ(setting(SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(setting(IPPROTO_TCP, TCP_KEEPIDLE) +
                setting(IPPROTO_TCP, TCP_KEEPINTVL) * setting(IPPROTO_TCP, TCP_KEEPCNT),
            10);
}

TEST_F(Feed, IsAwayWhileThePeerSaysNothing) {
  open();
  connect();
  EXPECT_EQ(drain(), Leg::Drained::kEmpty);
  EXPECT_FALSE(leg_->away());
  later_ += 20 * kSecond;
  leg_->watch(now());
  EXPECT_TRUE(leg_->away());
  peer_.send(preamble("eth1") + packet(wall()));
  EXPECT_TRUE(delivers(1)) << "but it is still heard";
  EXPECT_FALSE(leg_->away());
}

// Whoever shows it makes it harmless; a capture keeps what was said.
TEST_F(Feed, KeepsNamesAsTheyAre) {
  open();
  connect();
  peer_.send(preamble("e\x1b[2Jth1", "up\nlink \xc2\x9b \xc3\xbc") + packet(wall()));
  ASSERT_TRUE(delivers(1));
  EXPECT_EQ(interfaces_[0].name, peer_.address() + "/e\x1b[2Jth1");
  EXPECT_EQ(interfaces_[0].description, "up\nlink \xc2\x9b \xc3\xbc");
}

}  // namespace
}  // namespace tapbond

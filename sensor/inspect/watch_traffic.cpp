#include "sensor/inspect/watch_traffic.h"

#include <fmt/format.h>
#include <poll.h>

#include <memory>
#include <set>
#include <stdexcept>

#include "bond/slab_pool.h"
#include "sensor/checks/order_watch.h"
#include "sensor/checks/traffic_watch.h"
#include "sensor/files/linktype.h"
#include "sensor/legs/interface_list.h"
#include "sensor/legs/live_leg.h"
#include "sensor/legs/slab_writer.h"
#include "sensor/linux/interface_facts.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/signals.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kTickMs = 5;  // short against what a ring holds
constexpr int kBudget = 1024;
// Of that size, before the other legs and the clock get their turn: frames may come faster than
// they can be looked at.
constexpr int kMostBatches = 64;
constexpr int kSnaplen = 256;  // bytes; what a TrafficWatch looks at is in front
constexpr std::size_t kMemory = std::size_t{16} << 20;

std::set<std::uint64_t> own_addresses() {
  std::set<std::uint64_t> own;
  for (const ListedInterface& listed : listed_interfaces()) {
    if (const auto mac = mac_number(interface_facts(listed.name).mac)) own.insert(mac);
  }
  return own;
}

std::vector<unsigned> mtus_of(const std::vector<InterfaceFacts>& interfaces) {
  std::vector<unsigned> mtus;
  for (const InterfaceFacts& interface : interfaces) mtus.push_back(interface.mtu);
  return mtus;
}

std::uint32_t row_of_ethernet(const Interface& interface) {
  if (interface.linktype == kLinktypeEthernet) return interface.leg;
  throw std::runtime_error(fmt::format("{}: link type {}; only Ethernet can be judged",
                                       interface.name, linktype_name(interface.linktype)));
}

class Listener {
 public:
  Listener(const std::vector<InterfaceFacts>& interfaces, const WatchOptions& options)
      : interfaces_(interfaces),
        watch_(mtus_of(interfaces), own_addresses()),
        pool_(kMemory, 2),
        slabs_(pool_),
        problems_(interfaces.size()) {
    for (std::size_t i = 0; i < interfaces.size(); ++i) open(i, options);
  }

  TrafficFacts run(int seconds);

 private:
  void open(std::size_t i, const WatchOptions& options);
  void read(std::size_t i);
  bool stop_requested();

  const std::vector<InterfaceFacts>& interfaces_;
  Signals signals_;
  TrafficWatch watch_;
  OrderWatch order_;
  SlabPool pool_;
  SlabWriter slabs_;
  std::vector<std::unique_ptr<LiveLeg>> legs_;  // null: not listened to
  std::vector<std::string> problems_;
  std::vector<Frame> frames_;
};

void Listener::open(std::size_t i, const WatchOptions& options) {
  legs_.emplace_back();
  if (!interfaces_[i].link.usable()) return;
  try {
    legs_.back() = std::make_unique<LiveLeg>(static_cast<std::uint16_t>(i),
                                             LiveLegOptions{.name = interfaces_[i].name,
                                                            .label = {},
                                                            .filter = {},
                                                            .promiscuous = options.promiscuous,
                                                            .snaplen = kSnaplen,
                                                            .ring_bytes = options.ring_bytes},
                                             row_of_ethernet);
  } catch (const std::runtime_error& failure) {
    problems_[i] = failure.what();
  }
}

void Listener::read(std::size_t i) {
  bool empty = false;
  for (int batches = 0; !empty && batches < kMostBatches; ++batches) {
    frames_.clear();
    empty = legs_[i]->drain(kBudget, slabs_, frames_) == Leg::Drained::kEmpty;
    for (const Frame& frame : frames_) {
      watch_.add(i, {frame.bytes, frame.captured}, frame.length, frame.stamp);
    }
    order_.add(frames_);
    pool_.release(frames_);
  }
}

bool Listener::stop_requested() {
  while (signals_.next()) {
  }
  return signals_.stops() > 0;
}

TrafficFacts Listener::run(int seconds) {
  for (const auto& leg : legs_) {
    if (leg) leg->start();
  }
  const std::int64_t begin = read_clock().monotonic;
  std::int64_t now = begin;
  while (now < begin + seconds * kSecond && !stop_requested()) {
    pollfd signal{signals_.descriptor(), POLLIN, 0};
    poll(&signal, 1, kTickMs);
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      if (legs_[i]) read(i);
    }
    now = read_clock().monotonic;
  }
  TrafficFacts facts = watch_.facts();
  facts.order = order_.facts();
  facts.seconds = static_cast<double>(now - begin) / kSecond;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    LegTraffic& seen = facts.legs[i];
    seen.sent = interface_facts(interfaces_[i].name).sent - interfaces_[i].sent;
    seen.problem = problems_[i];
    if (!legs_[i]) continue;
    const LegCounts counts = legs_[i]->counts(now);
    seen.dropped = counts.dropped_by_kernel + counts.dropped_by_interface;
  }
  slabs_.close();
  return facts;
}

}  // namespace

TrafficFacts watch_traffic(const std::vector<InterfaceFacts>& interfaces,
                           const WatchOptions& options) {
  return Listener(interfaces, options).run(options.seconds);
}

}  // namespace tapbond

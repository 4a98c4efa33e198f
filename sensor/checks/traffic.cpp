// Do the frames arrive that a sensor is there for?
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sensor/checks/checks.h"
#include "sensor/checks/direction.h"
#include "sensor/checks/remedies.h"

namespace tapbond {
namespace {

// Any switch floods a little unicast, to all ports, before it knows where an address lives.
constexpr double kFlooded = 0.01;
constexpr double kMostlyMirrored = 0.2;
constexpr double kMostlyTheSame = 0.5;
constexpr double kSomeTwice = 0.01;
constexpr std::uint64_t kSurelyTwice = 10;  // frames
constexpr double kSomeOneSided = 0.1;
constexpr double kMostlyOneSided = 0.9;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

class TrafficCheck {
 public:
  TrafficCheck(const std::vector<InterfaceFacts>& legs, const TrafficFacts& traffic,
               Hypervisor hypervisor)
      : legs_(legs), traffic_(traffic), hypervisor_(hypervisor) {}

  Verdicts run() {
    for (std::size_t i = 0; i < legs_.size(); ++i) look_at_leg(i);
    if (total_frames() == 0) return std::move(verdicts_);
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      if (!look_for_tunnels(i)) look_for_unicast(i);
      look_for_duplicates(i);
    }
    const Verdicts doubled = check_shared_frames(names_and_frames(), traffic_.shared);
    verdicts_.insert(verdicts_.end(), doubled.begin(), doubled.end());
    if (doubled.empty()) look_at_directions();
    const Verdicts sides = check_sides(traffic_.sides);
    verdicts_.insert(verdicts_.end(), sides.begin(), sides.end());
    return std::move(verdicts_);
  }

 private:
  std::uint64_t total_frames() const {
    return std::accumulate(
        traffic_.legs.begin(), traffic_.legs.end(), std::uint64_t{0},
        [](std::uint64_t sum, const LegTraffic& leg) { return sum + leg.frames; });
  }

  std::vector<NamedLeg> names_and_frames() const {
    std::vector<NamedLeg> named;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      named.push_back({.name = legs_[i].name, .frames = traffic_.legs[i].frames});
    }
    return named;
  }

  void add(Level level, const char* check, std::string leg, std::string evidence,
           std::string remedy = {}, bool guest = false) {
    verdicts_.push_back(
        {level, check, std::move(leg), std::move(evidence), std::move(remedy), guest});
  }

  void look_at_leg(std::size_t i);
  bool look_for_tunnels(std::size_t i);
  void look_for_unicast(std::size_t i);
  void look_for_duplicates(std::size_t i);
  void look_at_directions();

  const std::vector<InterfaceFacts>& legs_;
  const TrafficFacts& traffic_;
  Hypervisor hypervisor_;
  Verdicts verdicts_;
};

void TrafficCheck::look_at_leg(std::size_t i) {
  const LegTraffic& seen = traffic_.legs[i];
  const std::string& name = legs_[i].name;
  if (!legs_[i].link.usable()) return;
  if (!seen.problem.empty()) {
    add(Level::kFail, "listen", name, seen.problem);
    return;
  }
  if (seen.sent == 0) {
    add(Level::kOk, "sent", name, "nothing while watching");
  } else {
    add(Level::kFail, "sent", name,
        fmt::format("{} frames while watching: the sensor is not passive", seen.sent),
        fmt::format("find out who sends: tcpdump -nei {} -Q out", name), true);
  }
  if (seen.frames == 0) {
    const bool alone = total_frames() == 0;
    add(Level::kFail, "frames", name,
        fmt::format("none in {:.1f} s{}", traffic_.seconds,
                    alone ? " on any leg: nobody talked, or nothing is connected"
                          : ", while the other legs had some: a loose cable or a wrong "
                            "virtual network"),
        host_remedy(hypervisor_, HostFault::kDisconnected, legs_[i]));
    return;
  }
  const double seconds = traffic_.seconds;
  const std::string evidence =
      fmt::format("{} in {:.1f} s ({:.0f}/s) from {} addresses", seen.frames, seconds,
                  static_cast<double>(seen.frames) / seconds, seen.macs);
  if (seen.dropped > 0) {
    add(Level::kWarn, "frames", name,
        fmt::format("{}; {} dropped by the kernel or the interface", evidence, seen.dropped),
        "a larger kernel ring (-B KIB), the adapter's ring at its maximum, more processors");
  } else {
    add(Level::kOk, "frames", name, evidence);
  }
  if (seen.glued > 0) {
    add(Level::kFail, "glued", name,
        fmt::format("{} frames are longer than the MTU of {}: not what was on the wire", seen.glued,
                    legs_[i].mtu),
        fmt::format("ethtool -K {} gro off lro off; jumbo frames: ip link set {} mtu 9000", name,
                    name),
        true);
  }
}

// A mirror that is sent to the sensor in a tunnel has others' frames inside. The network that is
// watched may have tunnels, too, but not to the sensor.
bool TrafficCheck::look_for_tunnels(std::size_t i) {
  const LegTraffic& seen = traffic_.legs[i];
  std::uint64_t tunnelled = 0;
  std::vector<std::string> kinds;
  for (const auto& [carrier, frames] : seen.tunnelled) {
    tunnelled += frames;
    kinds.push_back(carrier_name(carrier));
  }
  if (tunnelled == 0 || seen.for_us < tunnelled ||
      share(tunnelled, seen.frames) < kMostlyMirrored) {
    return false;
  }
  add(Level::kWarn, "tunnel", legs_[i].name,
      fmt::format("{} of {} frames are mirrored ones in tunnels to this sensor ({})", tunnelled,
                  seen.frames, fmt::join(kinds, ", ")),
      fmt::format("take them out: tapbond -i {} --unwrap={} --unwrap-only", legs_[i].name,
                  fmt::join(kinds, ",")));
  return true;
}

void TrafficCheck::look_for_unicast(std::size_t i) {
  const LegTraffic& seen = traffic_.legs[i];
  if (seen.frames == 0) return;
  const double others = share(seen.for_others, seen.frames);
  const std::string remedy = host_remedy(hypervisor_, HostFault::kFiltered, legs_[i]);
  if (seen.for_others == 0) {
    add(Level::kFail, "others", legs_[i].name,
        fmt::format("no unicast frame of others among {} ({} broadcast or multicast, {} for the "
                    "sensor itself): the virtual switch filters",
                    seen.frames, seen.group, seen.for_us),
        remedy);
  } else if (others < kFlooded) {
    add(Level::kWarn, "others", legs_[i].name,
        fmt::format("only {} of {} are unicast frames of others: what any switch floods",
                    seen.for_others, seen.frames),
        remedy);
  } else {
    add(Level::kOk, "others", legs_[i].name,
        fmt::format("{:.0f} % are unicast frames of others", 100 * others));
  }
}

void TrafficCheck::look_for_duplicates(std::size_t i) {
  const LegTraffic& seen = traffic_.legs[i];
  const double twice = share(seen.duplicates, seen.frames);
  if (seen.duplicates < kSurelyTwice || twice < kSomeTwice) return;
  const bool routed = 2 * seen.routed > seen.duplicates;
  add(Level::kWarn, "duplicates", legs_[i].name,
      fmt::format("{:.0f} % of the frames are copies of one just before{}", 100 * twice,
                  routed ? ", most of them routed in between" : ""),
      fmt::format("{}\nor leave them out: tapbond -i {} --duplicates drop",
                  routed ? "mirror one of the VLANs, or the ports of one side of the router"
                         : "mirror what the ports receive (ingress) and not what they send, or one "
                           "port alone",
                  legs_[i].name));
}

void TrafficCheck::look_at_directions() {
  std::vector<std::string> one;
  std::vector<std::string> both;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const Directions direction = direction_of(traffic_.legs[i]);
    if (direction == Directions::kOne) one.push_back(legs_[i].name);
    if (direction == Directions::kBoth) both.push_back(legs_[i].name);
  }
  const auto names = [](const std::vector<std::string>& list) {
    return fmt::format("{}", fmt::join(list, ", "));
  };
  if (!one.empty() && !both.empty()) {
    add(Level::kWarn, "direction", {},
        fmt::format("{} carries one direction, {} both: a tap's output and a mirror together",
                    names(one), names(both)),
        fmt::format("listen to {} alone, or to both outputs of the tap", names(both)));
  } else if (!both.empty()) {
    add(Level::kOk, "direction", {},
        fmt::format("both directions on {}: an aggregator or a mirror", names(both)));
  } else if (!one.empty()) {
    add(Level::kOk, "direction", {},
        fmt::format("one direction on {}{}", names(one), one.size() > 1 ? " each: a tap" : ""));
  }
}

}  // namespace

Verdicts check_shared_frames(const std::vector<NamedLeg>& legs,
                             const std::vector<SharedFrames>& all) {
  Verdicts verdicts;
  for (const SharedFrames& shared : all) {
    const double same = share(shared.same, shared.compared);
    if (same < kMostlyTheSame) continue;
    const NamedLeg& first = legs[shared.first];
    const NamedLeg& second = legs[shared.second];
    verdicts.push_back(
        {Level::kFail,
         "mirror",
         {},
         fmt::format("{} and {} carry the same frames ({:.0f} %): one mirror listened to twice",
                     first.name, second.name, 100 * same),
         fmt::format("listen to one of them: tapbond -i {}; or give each its own output of the tap",
                     first.frames >= second.frames ? first.name : second.name)});
  }
  return verdicts;
}

Verdicts check_sides(const SidesFacts& sides) {
  const double one_sided = share(sides.one_sided, sides.conversations);
  const std::string evidence = fmt::format("conversations: {} of {} seen from one side only",
                                           sides.one_sided, sides.conversations);
  if (one_sided <= kSomeOneSided) {
    if (sides.conversations == 0) return {};
    return {{Level::kOk, "sides", {}, evidence, {}}};
  }
  return {{one_sided >= kMostlyOneSided ? Level::kFail : Level::kWarn,
           "sides",
           {},
           evidence,
           "a tap: name its other output as a second leg (-i)\n"
           "a mirror: of what the watched ports receive and of what they send"}};
}

Verdicts check_traffic(const std::vector<InterfaceFacts>& legs, const TrafficFacts& traffic,
                       Hypervisor hypervisor) {
  if (traffic.seconds <= 0) return {};
  return TrafficCheck(legs, traffic, hypervisor).run();
}

}  // namespace tapbond

#include "sensor/report/verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sensor/checks/checks.h"

namespace tapbond {
namespace {

using RunLevel = RunVerdict::Level;

// A leg of a tap that carries nothing while the other one does.
constexpr std::int64_t kSilent = 10'000'000'000;
constexpr std::uint64_t kBusy = 100;  // frames of another leg
constexpr std::uint64_t kLittleDisk = std::uint64_t{1} << 30;

void judge_leg(const LegSummary& leg, bool others_busy, std::int64_t running,
               std::vector<RunVerdict>& verdicts) {
  const auto say = [&](RunLevel level, std::string text, std::string remedy) {
    verdicts.push_back({level, leg.name, std::move(text), std::move(remedy)});
  };
  if (leg.away) {
    say(RunLevel::kBad, "is away: nothing is captured on it",
        fmt::format("plug it in, or: ip link set {} up", leg.name));
  } else if (leg.received == 0 && others_busy && running > kSilent) {
    say(RunLevel::kBad,
        "has brought nothing while another leg is busy: half of the line is missing",
        "look at the tap's cable and at the vNIC: sudo tapbond --check");
  }
  if (leg.dropped_by_kernel > 0) {
    say(RunLevel::kBad,
        fmt::format("{} packets were lost in the kernel's ring", leg.dropped_by_kernel),
        "a larger ring (-B 65536), a filter, or fewer outputs");
  }
  if (leg.dropped_by_interface > 0) {
    say(RunLevel::kBad,
        fmt::format("{} packets were lost by the interface", leg.dropped_by_interface),
        fmt::format("larger rings and MTU: sudo legs.sh up {}", leg.name));
  }
  if (leg.dropped_before_by_kernel + leg.dropped_before_by_interface > 0) {
    say(RunLevel::kBad,
        fmt::format("{} packets were lost on its own sensor",
                    leg.dropped_before_by_kernel + leg.dropped_before_by_interface),
        "look at that sensor");
  }
  if (!leg.addresses.empty()) {
    say(RunLevel::kWarning,
        fmt::format("has the address {}: the sensor can be seen", fmt::join(leg.addresses, ", ")),
        fmt::format("ip address flush dev {}", leg.name));
  }
  if (leg.frames_sent > 0) {
    say(RunLevel::kBad, fmt::format("has sent {} packets: the sensor can be seen", leg.frames_sent),
        fmt::format("sudo legs.sh up {}; who sends: tcpdump -nei {} -Q out", leg.name, leg.name));
  }
  if (leg.late > 0) {
    say(RunLevel::kWarning,
        fmt::format("{} packets came after their turn, at most {:.1f} ms", leg.late,
                    static_cast<double>(leg.max_late_ns) / 1e6),
        "let packets wait longer: --hold");
  }
}

void judge_sink(const SinkCounts& sink, std::vector<RunVerdict>& verdicts) {
  if (!sink.problem.empty()) {
    verdicts.push_back({RunLevel::kBad, sink.name, sink.problem, ""});
  } else if (sink.lost > 0) {
    verdicts.push_back(
        {RunLevel::kWarning, sink.name,
         fmt::format("was too slow for {} packets, which it alone has lost", sink.lost),
         "a larger --buffer"});
  }
}

// A remedy of several lines.
std::string one_line(std::string text) {
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at)) {
    text.replace(at, 1, "; ");
  }
  return text;
}

// As --check says it, behind `words` that make a sentence of it.
void take(Verdicts found, const char* words, std::vector<RunVerdict>& verdicts) {
  for (Verdict& each : found) {
    if (each.level == Level::kOk) continue;
    const bool bad = each.level == Level::kFail;
    verdicts.push_back({bad ? RunLevel::kBad : RunLevel::kWarning, std::move(each.leg),
                        words + each.evidence, one_line(std::move(each.remedy))});
  }
}

// True: two legs carry the same.
bool judge_connection(const RunNumbers& numbers, std::vector<RunVerdict>& verdicts) {
  std::vector<NamedLeg> legs;
  for (const LegSummary& leg : numbers.legs) legs.push_back({leg.name, leg.received});
  // Who has duplicates marked or left out listens to two mirrors on purpose.
  Verdicts doubled;
  if (numbers.duplicates.are == DuplicatesAre::kKept) {
    doubled = check_shared_frames(legs, numbers.connection.shared);
  }
  const bool any_doubled = !doubled.empty();
  take(std::move(doubled), "", verdicts);
  take(check_sides(numbers.connection.sides), "", verdicts);
  return any_doubled;
}

}  // namespace

const char* level_name(RunVerdict::Level level) {
  switch (level) {
    case RunVerdict::Level::kBad:
      return "bad";
    case RunVerdict::Level::kWarning:
      return "warning";
    case RunVerdict::Level::kGood:
      break;
  }
  return "good";
}

std::vector<RunVerdict> verdicts_of(const RunNumbers& numbers) {
  std::vector<RunVerdict> verdicts;
  const std::int64_t running = numbers.now_ns - numbers.began_ns;
  for (const LegSummary& leg : numbers.legs) {
    const bool others_busy = std::any_of(
        numbers.legs.begin(), numbers.legs.end(),
        [&](const LegSummary& other) { return &other != &leg && other.received >= kBusy; });
    judge_leg(leg, others_busy, running, verdicts);
  }
  for (const InterfaceFacts& interface : numbers.own_interfaces) {
    take(check_mtu(interface), "has the MTU ", verdicts);
  }
  const bool doubled = judge_connection(numbers, verdicts);
  for (const SinkCounts& sink : numbers.sinks) judge_sink(sink, verdicts);
  if (numbers.causes.left > 0) {
    verdicts.push_back(
        {RunLevel::kWarning, "",
         fmt::format("{} answers are out before what they answer", numbers.causes.left),
         "let packets wait longer: --hold"});
  }
  const DuplicateCounts& duplicates = numbers.duplicates;
  if (!doubled && duplicates.are == DuplicatesAre::kKept && duplicates.notable()) {
    verdicts.push_back(
        {RunLevel::kWarning, "",
         fmt::format("{:.1f} % of the packets are there twice",
                     100 * static_cast<double>(duplicates.found) /
                         static_cast<double>(duplicates.looked_at)),
         "mirror what ports receive, and not what they send, or one VLAN; or: --duplicates drop"});
  }
  if (numbers.disk_free && *numbers.disk_free < kLittleDisk) {
    verdicts.push_back({RunLevel::kWarning, "",
                        fmt::format("{} MiB are left on the disk", *numbers.disk_free >> 20),
                        "bound what is kept: -C 100 --ring 10, or --max-disk"});
  }
  if (verdicts.empty()) {
    verdicts.push_back({RunLevel::kGood, "", "nothing is lost, and all legs are up", ""});
  }
  std::stable_sort(verdicts.begin(), verdicts.end(),
                   [](const RunVerdict& a, const RunVerdict& b) { return a.level < b.level; });
  return verdicts;
}

}  // namespace tapbond

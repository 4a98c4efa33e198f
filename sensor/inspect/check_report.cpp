#include "sensor/inspect/check_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

constexpr const char* kLegsScript = "/usr/share/tapbond/scripts/guest/legs.sh";

const char* word(Level level) {
  switch (level) {
    case Level::kWarn:
      return "warn";
    case Level::kFail:
      return "fail";
    case Level::kOk:
      break;
  }
  return "ok";
}

auto count(const Verdicts& verdicts, Level level) {
  return std::count_if(verdicts.begin(), verdicts.end(),
                       [&](const Verdict& verdict) { return verdict.level == level; });
}

std::string plural(long number, const char* noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

bool guest_to_mend(const Verdicts& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.guest && verdict.level != Level::kOk;
  });
}

std::string legs_command(const Facts& facts) {
  std::string command = fmt::format("{} up", kLegsScript);
  for (const InterfaceFacts& leg : facts.legs) command += ' ' + leg.name;
  return command;
}

}  // namespace

std::string report_text(const Facts& facts, const Verdicts& verdicts) {
  const Hypervisor hypervisor = detect_hypervisor(facts.machine);
  std::size_t width = 1;
  for (const Verdict& verdict : verdicts) width = std::max(width, verdict.leg.size());
  std::string text;
  const auto line = [&text](const std::string& content) { text += visible_text(content) + '\n'; };
  line(fmt::format("hypervisor: {}", hypervisor_name(hypervisor)));
  for (const Verdict& verdict : verdicts) {
    line(fmt::format("{:<4}  {:<{}}  {:<9}  {}", word(verdict.level),
                     verdict.leg.empty() ? "-" : verdict.leg, width, verdict.check,
                     verdict.evidence));
    std::istringstream remedy(verdict.remedy);
    for (std::string step; std::getline(remedy, step);) line(fmt::format("      -> {}", step));
  }
  if (guest_to_mend(verdicts)) {
    line(fmt::format("all that the guest can mend, at once: {}", legs_command(facts)));
  }
  static constexpr const char* kConclusions[] = {
      "fit to listen", "fit to listen, with reservations", "not fit to listen"};
  line(fmt::format("{}, {}: {}", plural(count(verdicts, Level::kFail), "failure"),
                   plural(count(verdicts, Level::kWarn), "warning"),
                   kConclusions[exit_status(verdicts)]));
  return text;
}

std::string report_json(const Facts& facts, const Verdicts& verdicts) {
  nlohmann::ordered_json report;
  report["hypervisor"] = hypervisor_name(detect_hypervisor(facts.machine));
  report["seconds"] = facts.traffic.seconds;
  report["status"] = exit_status(verdicts);
  report["mend_guest"] = guest_to_mend(verdicts) ? legs_command(facts) : "";
  report["verdicts"] = nlohmann::ordered_json::array();
  for (const Verdict& verdict : verdicts) {
    report["verdicts"].push_back({{"level", word(verdict.level)},
                                  {"check", verdict.check},
                                  {"leg", verdict.leg},
                                  {"evidence", verdict.evidence},
                                  {"remedy", verdict.remedy}});
  }
  return report.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

int exit_status(const Verdicts& verdicts) {
  if (count(verdicts, Level::kFail) > 0) return 2;
  return count(verdicts, Level::kWarn) > 0 ? 1 : 0;
}

}  // namespace tapbond

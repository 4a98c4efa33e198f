#include "sensor/legs/frame_filters.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "sensor/files/linktype.h"
#include "sensor/posix/default_stops.h"

namespace tapbond {
namespace {

// What feeds and interfaces bring besides Ethernet: Raw IP, Linux cooked, 802.11, USB.
constexpr int kOthers[] = {101, 276, 127, 220};

}  // namespace

const FrameFilter& FrameFilters::of(const std::string& expression, int linktype, Source source) {
  const Compiled& found = compiled(expression, linktype);
  std::string problem = found.problem;
  if (problem.empty() && source == Source::kRecord && found.filter->needs_interface()) {
    problem = fmt::format(
        "the filter \"{}\" asks for what is known on an interface only, and in no file or feed of "
        "{}: leave out inbound, outbound and ifindex",
        expression, linktype_name(linktype));
  }
  if (problem.empty()) {
    some_fit_ = true;
    return *found.filter;
  }
  if (problem_.empty()) problem_ = problem;
  if (misfits_.insert(linktype).second) {
    remarks_.push_back(
        fmt::format("{}; packets of that link type are filtered, all of them", problem));
  }
  if (begun_) begin();
  return nothing_;
}

void FrameFilters::prepare(const std::string& expression) {
  prepared_.push_back(expression);
  compiled(expression, kLinktypeEthernet);
}

bool FrameFilters::may_fit(const std::string& expression) {
  const Compiled& usual = compiled(expression, kLinktypeEthernet);
  if (usual.filter) return true;
  if (problem_.empty()) problem_ = usual.problem;
  return std::any_of(std::begin(kOthers), std::end(kOthers), [&](int linktype) {
    return compiled(expression, linktype).filter.has_value();
  });
}

void FrameFilters::begin() {
  const auto fits = [this](const std::string& expression) { return may_fit(expression); };
  const bool some_may = std::any_of(prepared_.begin(), prepared_.end(), fits);
  if (!begun_ && !some_fit_ && !some_may && !problem_.empty()) throw std::runtime_error(problem_);
  begun_ = true;
  for (const std::string& remark : remarks_) spdlog::warn("{}", remark);
  remarks_.clear();
}

const FrameFilters::Compiled& FrameFilters::compiled(const std::string& expression, int linktype) {
  const auto [place, is_new] = compiled_.try_emplace({expression, linktype});
  Compiled& entry = place->second;
  if (!is_new) return entry;
  // Nothing is captured yet, or made.
  std::optional<DefaultStops> stops;
  if (!begun_) stops.emplace();
  try {
    entry.filter.emplace(expression, linktype);
  } catch (const std::runtime_error& error) {
    entry.problem = error.what();
  }
  return entry;
}

}  // namespace tapbond

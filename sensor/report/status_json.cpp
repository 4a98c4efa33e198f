#include "sensor/report/status_json.h"

#include <nlohmann/json.hpp>

#include "sensor/posix/host_names.h"
#include "sensor/posix/visible_text.h"
#include "sensor/report/verdicts.h"

namespace tapbond {
namespace {

using Json = nlohmann::ordered_json;

double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

Json leg_json(const LegSummary& leg) {
  return {{"name", visible_text(leg.name)},
          {"label", visible_text(leg.label)},
          {"up", !leg.away},
          {"received", leg.received},
          {"written", leg.written},
          {"filtered", leg.filtered},
          {"joined", leg.joined},
          {"dropped_by_kernel", leg.dropped_by_kernel},
          {"dropped_by_interface", leg.dropped_by_interface},
          {"dropped_by_tapbond", leg.dropped_by_tapbond},
          {"duplicates", leg.duplicates},
          {"unread", leg.unread},
          {"bytes", leg.bytes},
          {"late", leg.late},
          {"max_late_seconds", seconds(leg.max_late_ns)},
          {"early", leg.early},
          {"moved", leg.moved},
          {"max_moved_seconds", seconds(leg.max_moved_ns)},
          {"times_away", leg.times_away},
          {"away_seconds", seconds(leg.away_ns)},
          {"dropped_before_by_kernel", leg.dropped_before_by_kernel},
          {"dropped_before_by_interface", leg.dropped_before_by_interface}};
}

Json interface_json(const InterfaceNumbers& interface) {
  return {{"leg", visible_text(interface.leg)},
          {"name", visible_text(interface.name)},
          {"label", visible_text(interface.label)},
          {"packets", interface.frames},
          {"bytes", interface.bytes},
          {"lost", interface.lost}};
}

Json duplicates_json(const RunNumbers& numbers) {
  Json pairs = Json::array();
  for (const DuplicatePair& pair : numbers.duplicates.pairs) {
    pairs.push_back({{"leg", visible_text(numbers.legs[pair.leg].name)},
                     {"of", visible_text(numbers.legs[pair.of].name)},
                     {"packets", pair.packets},
                     {"routed", pair.routed},
                     {"least_seconds", seconds(pair.least_ns)},
                     {"most_seconds", seconds(pair.most_ns)}});
  }
  return {{"looked_at", numbers.duplicates.looked_at},
          {"found", numbers.duplicates.found},
          {"pairs", std::move(pairs)}};
}

Json conversation_json(const ConversationsSummary::Row& row) {
  const ConversationSeen& seen = row.seen;
  return {
      {"originator", seen.originator}, {"responder", seen.responder}, {"transport", seen.transport},
      {"service", seen.service},       {"state", seen.state},         {"over", row.over},
      {"first", seconds(seen.first)},  {"last", seconds(seen.last)},  {"packets", seen.packets},
      {"bytes", seen.bytes},           {"missed_bytes", seen.missed}};
}

Json service_json(const ServiceRow& row) {
  return {{"transport", row.transport},
          {"service", row.service},
          {"conversations", row.conversations},
          {"packets", row.packets},
          {"bytes", row.bytes}};
}

Json output_json(const SinkCounts& sink) {
  return {{"name", visible_text(sink.name)},
          {"written", sink.written},
          {"lost", sink.lost},
          {"waiting", sink.waiting},
          {"remark", visible_text(sink.remark)},
          {"problem", visible_text(sink.problem)}};
}

Json verdict_json(const RunVerdict& verdict) {
  return {{"level", level_name(verdict.level)},
          {"about", visible_text(verdict.about)},
          {"text", visible_text(verdict.text)},
          {"remedy", visible_text(verdict.remedy)}};
}

template <class Rows, class Row>
Json list(const Rows& rows, Row row) {
  Json all = Json::array();
  for (const auto& each : rows) all.push_back(row(each));
  return all;
}

}  // namespace

std::string status_json(const RunNumbers& numbers) {
  Json status = {
      {"tapbond", TAPBOND_VERSION},
      {"host", visible_text(host_name())},
      {"time", seconds(numbers.now_ns)},
      {"began", seconds(numbers.began_ns)},
      {"ended", numbers.ended},
      {"legs", list(numbers.legs, leg_json)},
      {"interfaces", list(numbers.interfaces, interface_json)},
      {"outputs", list(numbers.sinks, output_json)},
      {"order",
       {{"causes", numbers.causes.causes},
        {"put_right", numbers.causes.put_right},
        {"left", numbers.causes.left}}},
      {"duplicates", duplicates_json(numbers)},
      {"hold_seconds", seconds(numbers.hold_ns)},
      {"memory",
       {{"bytes", numbers.memory}, {"bound", numbers.memory_bound}, {"rings", numbers.rings}}},
      {"verdicts", list(verdicts_of(numbers), verdict_json)}};
  if (numbers.conversations) {
    status["conversations"] = {{"time", seconds(numbers.conversations->at)},
                               {"open", numbers.conversations->open},
                               {"ended", numbers.conversations->ended},
                               {"largest", list(numbers.conversations->largest, conversation_json)},
                               {"services", list(numbers.conversations->services, service_json)}};
  }
  if (numbers.disk_free) status["disk_free"] = *numbers.disk_free;
  return status.dump(2, ' ', true, Json::error_handler_t::replace) + '\n';
}

}  // namespace tapbond

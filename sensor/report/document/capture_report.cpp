#include "sensor/report/document/capture_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "sensor/posix/host_names.h"
#include "sensor/report/document/html_table.h"
#include "sensor/report/document/html_text.h"
#include "sensor/report/document/rate_plot.h"
#include "sensor/report/page/page_files.h"
#include "sensor/report/units.h"
#include "sensor/report/verdicts.h"
#include "sensor/report/version_text.h"
#include "sensor/traffic/time_between.h"

namespace tapbond {
namespace {

constexpr std::size_t kDnsNames = 50;
constexpr std::size_t kInterfaces = 200;

// Nothing runs, and nothing is asked of anybody.
constexpr const char* kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'";

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "0 %";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string section(const char* id, const char* title, const std::string& content) {
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                     id, html_text(title), content);
}

std::string paragraph(const std::string& text) {
  return fmt::format("<p>{}</p>\n", html_text(text));
}

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string facts_list(const Facts& facts) {
  std::string html = "<dl>\n";
  for (const auto& [what, value] : facts) {
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(what), html_text(value));
  }
  return html + "</dl>\n";
}

std::string shown_name(const LegSummary& leg) {
  return leg.label.empty() ? leg.name : fmt::format("{}: {}", leg.name, leg.label);
}

std::uint64_t lost(const LegSummary& leg) {
  return leg.dropped_by_kernel + leg.dropped_by_interface + leg.dropped_by_tapbond +
         leg.dropped_before_by_kernel + leg.dropped_before_by_interface;
}

std::string overview(const CaptureReport& report) {
  const Traffic& traffic = report.traffic;
  Facts facts{{"packets", count_text(traffic.frames())}};
  if (traffic.frames() > 0) {
    facts.insert(facts.end(),
                 {{"bytes", fmt::format("{} ({})", count_text(traffic.bytes()),
                                        bytes_text(traffic.bytes()))},
                  {"first", time_text(traffic.first())},
                  {"last", time_text(traffic.last())},
                  {"duration", duration_text(time_between(traffic.first(), traffic.last()))}});
  }
  if (report.live) facts.emplace_back("captured on", host_name());
  return section("overview", "Overview", facts_list(facts));
}

std::string health(const CaptureReport& report) {
  std::string html = "<ul id=\"health\">\n";
  for (const RunVerdict& verdict : verdicts_of(report.numbers)) {
    const std::string about = verdict.about.empty() ? "" : verdict.about + ' ';
    html += fmt::format("<li class=\"{}\"><span>{}</span>", level_name(verdict.level),
                        html_text(about + verdict.text));
    if (!verdict.remedy.empty()) html += fmt::format(" <code>{}</code>", html_text(verdict.remedy));
    html += "</li>\n";
  }
  return section("health-title", "Health", html + "</ul>\n");
}

std::string legs_table(const std::vector<LegSummary>& legs) {
  std::vector<HtmlRow> rows;
  for (const LegSummary& leg : legs) {
    rows.push_back({shown_name(leg), count_text(leg.received), count_text(leg.written),
                    count_text(leg.filtered), count_text(lost(leg)), count_text(leg.unread),
                    count_text(leg.bytes), count_text(leg.late), count_text(leg.moved),
                    leg.times_away == 0
                        ? ""
                        : fmt::format("{} times, {}", leg.times_away, duration_text(leg.away_ns))});
  }
  return html_table("table of legs",
                    {{"leg"},
                     {"received", true},
                     {"written", true},
                     {"filtered", true},
                     {"lost", true},
                     {"unread", true},
                     {"bytes", true},
                     {"late", true},
                     {"moved", true},
                     {"away"}},
                    rows);
}

// "class.pcapng, eth1: uplink"; of a leg that is one interface its name alone.
std::string lane_name(const Traffic::Lane& lane, const std::vector<LegSummary>& legs) {
  std::string name = legs.at(lane.leg).name;
  if (!lane.name.empty() && lane.name != name) name += ", " + lane.name;
  if (!lane.label.empty()) name += ": " + lane.label;
  return name;
}

std::string legs_section(const CaptureReport& report) {
  const std::vector<LegSummary>& legs = report.numbers.legs;
  std::string html = legs_table(legs);
  html +=
      "<p class=\"legend\"><span class=\"key-began\">█</span> bits of who began a conversation "
      "<span class=\"key-answered\">█</span> of who answered <span class=\"key-other\">█</span> "
      "of others; <span class=\"key-frames\">──</span> packets; <span class=\"key-moved\">|</span> "
      "packets were moved</p>\n";
  const std::vector<Traffic::Lane>& lanes = report.traffic.lanes();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const bool all_others = i + 1 == lanes.size() && report.traffic.has_others();
    const std::string name = all_others ? "all other interfaces" : lane_name(lanes[i], legs);
    const std::string plot = rate_plot(report.traffic.bins(), i, name);
    if (plot.empty()) continue;
    html += fmt::format("<div class=\"leg\">\n<h3>{}</h3>\n{}</div>\n", html_text(name), plot);
  }
  return section("legs", "Legs", html);
}

std::string interfaces_section(const std::vector<InterfaceNumbers>& interfaces) {
  if (interfaces.empty()) return {};
  std::vector<HtmlRow> rows;
  for (const InterfaceNumbers& each : interfaces) {
    if (rows.size() == kInterfaces) break;
    rows.push_back({each.leg, each.name, each.label, count_text(each.frames),
                    count_text(each.bytes), count_text(each.lost)});
  }
  std::string html = html_table(
      "table of interfaces",
      {{"leg"}, {"interface"}, {"label"}, {"packets", true}, {"bytes", true}, {"lost", true}},
      rows);
  if (rows.size() < interfaces.size()) {
    html += paragraph(fmt::format("And {} more.", count_text(interfaces.size() - rows.size())));
  }
  return section("interfaces", "Interfaces", html);
}

std::string order(const CaptureReport& report) {
  const RunNumbers& numbers = report.numbers;
  std::uint64_t moved = 0;
  std::int64_t furthest = 0;
  std::uint64_t late = 0;
  std::int64_t latest = 0;
  for (const LegSummary& leg : numbers.legs) {
    moved += leg.moved;
    furthest = std::max(furthest, leg.max_moved_ns);
    late += leg.late;
    latest = std::max(latest, leg.max_late_ns);
  }
  const auto with_most = [](std::uint64_t count, std::int64_t most) {
    if (count == 0) return std::string("0");
    return fmt::format("{}, at most {}", count_text(count), duration_text(most));
  };
  return section("order", "Order",
                 facts_list({{"causes seen with their effects", count_text(numbers.causes.causes)},
                             {"of these stamped the wrong way, put right",
                              count_text(numbers.causes.put_right)},
                             {"left in the wrong order", count_text(numbers.causes.left)},
                             {"packets moved to an earlier time", with_most(moved, furthest)},
                             {"packets that came after their turn", with_most(late, latest)},
                             {"packets waited", "at most " + duration_text(numbers.hold_ns)}}));
}

HtmlRow durations_row(const std::string& what, const Durations& durations) {
  return {what,
          count_text(durations.count()),
          duration_text(durations.least()),
          duration_text(durations.quantile(0.5)),
          duration_text(durations.quantile(0.95)),
          duration_text(durations.most())};
}

std::string round_trips(const Traffic& traffic) {
  using Kind = RoundTrips::Kind;
  std::vector<HtmlRow> rows;
  const auto put = [&rows](const char* what, const Durations& durations) {
    if (durations.count() > 0) rows.push_back(durations_row(what, durations));
  };
  const RoundTrips& trips = traffic.round_trips();
  put("ARP, reply", trips.of(Kind::kArp));
  put("ICMP, reply", trips.of(Kind::kIcmp));
  put("TCP, acknowledgement", trips.of(Kind::kTcp));
  put("UDP, answer", trips.of(Kind::kUdp));
  put("others", trips.of(Kind::kOther));
  put("TCP, handshake", traffic.conversations().handshakes());
  put("DNS, answer", traffic.conversations().dns_times());
  std::string html = html_table("table of round trips",
                                {{"from a packet to its"},
                                 {"pairs", true},
                                 {"least", true},
                                 {"median", true},
                                 {"95 %", true},
                                 {"most", true}},
                                rows);
  html += paragraph(
      "As seen where the tap is: on from there and back. A receiver may delay what it "
      "acknowledges. Median and 95 % are right to a fifth.");
  if (trips.not_known() > 0) {
    html += paragraph(fmt::format(
        "Of {} pairs one was moved, so that the time between them is not known; they are left out.",
        count_text(trips.not_known())));
  }
  return section("round-trips", "Round trips", html);
}

std::string protocols(const Traffic& traffic) {
  std::vector<HtmlRow> rows;
  for (const ProtocolRow& row : traffic.protocols().rows()) {
    rows.push_back({row.name, count_text(row.frames), percent(row.frames, traffic.frames()),
                    count_text(row.bytes), percent(row.bytes, traffic.bytes())});
  }
  std::string html = html_table(
      "table of protocols",
      {{"protocol"}, {"packets", true}, {"share", true}, {"bytes", true}, {"share", true}}, rows);
  return section("protocols", "Protocols", html);
}

std::string services(const ConversationsSeen& seen) {
  std::vector<HtmlRow> rows;
  for (const ServiceRow& row : seen.services()) {
    rows.push_back({row.transport, row.service.empty() ? "not known" : row.service,
                    count_text(row.conversations), count_text(row.packets), count_text(row.bytes)});
  }
  return html_table(
      "table of services",
      {{"over"}, {"service"}, {"conversations", true}, {"packets", true}, {"bytes of IP", true}},
      rows);
}

std::string conversations(const ConversationsSeen& seen) {
  std::vector<HtmlRow> rows;
  for (const ConversationSeen& each : seen.largest()) {
    rows.push_back({each.originator, each.responder, each.transport, each.service, each.state,
                    duration_text(time_between(each.first, each.last)), count_text(each.packets[0]),
                    count_text(each.packets[1]), count_text(each.bytes[0]),
                    count_text(each.bytes[1]), each.missed == 0 ? "" : count_text(each.missed)});
  }
  std::string html =
      paragraph(fmt::format("{} conversations; of those of TCP and UDP {} were seen from both "
                            "sides, {} from one alone.",
                            count_text(seen.count()), count_text(seen.two_sided()),
                            count_text(seen.one_sided()))) +
      services(seen) + "<h3>The largest</h3>\n" +
      html_table("table of conversations",
                 {{"began"},
                  {"answered"},
                  {"over"},
                  {"service"},
                  {"state"},
                  {"duration", true},
                  {"packets", true},
                  {"back", true},
                  {"bytes of IP", true},
                  {"back", true},
                  {"missed", true}},
                 rows);
  return section("conversations", "Conversations", html);
}

std::string dns_names(const ConversationsSeen& seen) {
  std::vector<HtmlRow> rows;
  for (const FrequentTexts::Entry& entry : seen.dns_names().most(kDnsNames)) {
    const std::string about = entry.error == 0 ? "" : fmt::format(" (- {})", entry.error);
    rows.push_back({entry.text.empty() ? "." : entry.text, count_text(entry.count) + about,
                    entry.marked == 0 ? "" : count_text(entry.marked)});
  }
  const std::string html =
      paragraph(fmt::format("{} questions, {} without an answer.", count_text(seen.dns_exchanges()),
                            count_text(seen.dns_unanswered()))) +
      html_table("table of names", {{"name"}, {"asked", true}, {"no such name", true}}, rows);
  return section("names", "Names asked for in DNS", html);
}

std::string malformed(const Traffic& traffic) {
  const std::map<std::string_view, std::uint64_t> sorted(traffic.malformed().begin(),
                                                         traffic.malformed().end());
  std::vector<HtmlRow> rows;
  for (const auto& [name, count] : sorted) rows.push_back({std::string(name), count_text(count)});
  return section("malformed", "Malformed, or against the rules",
                 html_table("table of what was malformed", {{"what"}, {"times", true}}, rows));
}

std::string outputs(const std::vector<SinkCounts>& sinks) {
  std::vector<HtmlRow> rows;
  for (const SinkCounts& sink : sinks) {
    rows.push_back({sink.name, count_text(sink.written), count_text(sink.lost),
                    sink.problem.empty() ? sink.remark : sink.problem});
  }
  return section("outputs", "Outputs",
                 html_table("table of outputs",
                            {{"output"}, {"written", true}, {"lost", true}, {"remark"}}, rows));
}

// As a shell takes it.
std::string shell_word(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,@%+-";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') quoted += "'\\'";
    quoted += c;
  }
  return quoted + '\'';
}

std::string origin(const CaptureReport& report) {
  std::vector<std::string> words;
  for (const std::string& word : report.command_line) words.push_back(shell_word(word));
  std::string versions = version_text();
  std::replace(versions.begin(), versions.end(), '\n', ';');
  versions.pop_back();
  return section(
      "origin", "Where this comes from",
      fmt::format("<p><code>{}</code></p>\n", html_text(fmt::format("{}", fmt::join(words, " ")))) +
          paragraph(versions) + paragraph("Written " + time_text(report.written_ns) + '.'));
}

}  // namespace

std::string capture_report(const CaptureReport& report) {
  const ConversationsSeen& seen = report.traffic.conversations();
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Capture report</title>\n<link rel=\"icon\" href=\"data:,\">\n"
      "<style>\n{}{}</style>\n</head>\n<body>\n"
      "<header><h1>Capture report <span>tapbond</span></h1></header>\n<main>\n",
      kPolicy, page_files::css(), page_files::report_css());
  html += overview(report) + health(report) + legs_section(report) +
          interfaces_section(report.numbers.interfaces) + order(report) +
          round_trips(report.traffic) + protocols(report.traffic) + conversations(seen) +
          dns_names(seen) + malformed(report.traffic) + outputs(report.numbers.sinks) +
          origin(report);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tapbond

#include "sensor/run/run.h"

#include <fmt/format.h>
#include <pwd.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>

#include "sensor/files/linktype.h"
#include "sensor/legs/interface_list.h"
#include "sensor/linux/confinement.h"
#include "sensor/linux/host_facts.h"
#include "sensor/linux/link.h"
#include "sensor/linux/privileges.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/host_names.h"
#include "sensor/posix/user.h"
#include "sensor/run/files_read.h"
#include "sensor/sinks/capture_series.h"
#include "sensor/sinks/count_sink.h"
#include "sensor/sinks/feed_sink.h"
#include "sensor/sinks/interface_sink.h"
#include "sensor/sinks/session_sink.h"
#include "sensor/sinks/text_sink.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

constexpr int kWaitMs = 50;
constexpr std::size_t kShareOfOnlookers = 4;                  // of the buffer
constexpr std::size_t kReaderMayLag = std::size_t{16} << 20;  // bytes, on top of the buffer
constexpr std::int64_t kCatchUp = 2'000'000'000;
// What nobody looks at while it is written may wait so long for more.
constexpr std::int64_t kInNoHurry = 200'000'000;

// A second request to stop gives up what is not written yet.
bool is_cut_short(Stream& stream, Requests& requests) {
  if (requests.second_stop_requested()) {
    stream.give_up();
  } else if (requests.is_stopping()) {
    stream.outlet().lose_patience();
  }
  return stream.given_up();
}

// A thread that sits in a write for good can neither be waited for nor be ended.
int end_with(int status, Stream& stream) {
  Outlet& outlet = stream.outlet();
  if (!outlet.finished(0) || !outlet.caught_up(0)) std::_Exit(status);
  return status;
}

// Of the interfaces that are legs; Ethernet's where there are none.
int widest_mtu(const Options& options) {
  int mtu = 1500;
  for (const std::string& leg : interface_legs(options)) {
    mtu = std::max(mtu, mtu_of(interface_by_number(leg)));
  }
  return mtu;
}

// Text and interfaces show packets, and nobody expects more of them.
void say_what_was_left_out(const Options& options, const BesideData& beside) {
  const bool into_pcap = !options.write_path.empty() && options.format == FileFormat::kPcap;
  if (into_pcap) {
    BesideCounts all = beside.carried();
    all.add(beside.left_out());
    all.forget(BesideKind::kSectionHost);  // which live captures tell, too
    const std::string what = all.text();
    if (what.empty()) return;
    spdlog::warn(
        "{}: a pcap file holds packets alone; left out: {}. To keep them write pcapng (--format "
        "pcapng)",
        options.write_path, what);
  } else if (!options.write_path.empty() || !options.serve.empty()) {
    const std::string what = beside.left_out().text();
    if (what.empty()) return;
    spdlog::warn(
        "left out: {} (what inputs do not agree on, asks not to be copied, cannot be converted or "
        "finds no room)",
        what);
  }
}

// Where text goes, too: a shell's >> leads there without emptying the file.
void refuse_to_write_over(const FilesRead& read, const std::string& path) {
  if (!read.has(path)) return;
  throw UsageError(fmt::format("{} is read and would be written; name another file with -w",
                               path == "-" ? "standard output" : path));
}

}  // namespace

std::vector<Destination> make_sinks(const Options& options, std::int64_t begin_ns,
                                    FinishedCommand& command, Reports& reports) {
  const auto patience = std::make_shared<Patience>();
  const CaptureFileOptions capture{.path = options.write_path,
                                   .format = options.format,
                                   .microseconds = options.microseconds,
                                   .gzip = options.gzip,
                                   .patience = patience,
                                   .application = "tapbond " TAPBOND_VERSION,
                                   .comment_moved = options.comment_moved};
  const auto read = std::make_shared<const FilesRead>(options);
  const Rotation& rotation = options.rotation;
  // Files that follow one another pass over the names of others, except for the one that was named.
  const bool is_name = rotation.seconds == 0 && rotation.count == 0;
  if (is_name && !options.write_path.empty()) refuse_to_write_over(*read, options.write_path);
  if (options.print) refuse_to_write_over(*read, "-");
  std::vector<Destination> sinks;
  if (!options.write_path.empty()) {
    if (options.write_path == "-" && isatty(STDOUT_FILENO) == 1) {
      throw UsageError("-w - would write a capture to the terminal; redirect it or pipe it on");
    }
    sinks.push_back(
        {.sink = make_capture_series(
             {.file = capture,
              .rotation = rotation,
              .sync_seconds = options.sync_seconds,
              .begin_ns = begin_ns,
              .is_read = [read](const std::string& path) { return read->has(path); },
              .finished = [&command](const std::string& path) { command.run_on(path); }}),
         .name = options.write_path,
         .patience = patience,
         .linger_ns = options.write_path == "-" || options.unbuffered ? 0 : kInNoHurry});
  }
  if (!options.to_interface.empty()) {
    sinks.push_back({.sink = make_interface_sink(options.to_interface, widest_mtu(options)),
                     .name = options.to_interface});
  }
  for (const FeedOffer& offer : options.serve) {
    const std::string where = endpoint_text(offer.endpoint.address);
    if (!offer.endpoint.loopback) {
      spdlog::warn("--serve {}: there is no encryption: who reaches it reads the traffic", where);
    }
    const bool alone = options.serve.size() == 1;
    sinks.push_back({.sink = make_feed_sink({.offer = offer,
                                             .name = alone ? "the feed" : "the feed at " + where,
                                             .application = capture.application,
                                             .host = host_name(),
                                             .comment_moved = options.comment_moved,
                                             .may_lag = kReaderMayLag,
                                             .most_readers = options.serve_readers}),
                     .name = alone ? "feed" : "feed " + where});
  }
  if (!options.sessions.empty()) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    sinks.push_back(
        {.sink = make_session_sink({.logs = {.directory = options.sessions,
                                             .format = options.sessions_format,
                                             .rotate_every = rotation.seconds * kSecond},
                                    .verify_checksums = options.text.verify_checksums,
                                    .memory = buffer_bytes(options),
                                    .onlooker = reports.watch_conversations()}),
         .name = "sessions",
         .linger_ns = kInNoHurry});
  }
  if (!options.report.empty()) {
    sinks.push_back({.sink = reports.make_onlooker(), .name = "report", .linger_ns = kInNoHurry});
  }
  if (options.print) {
    const auto with_text = std::make_shared<Patience>();
    sinks.push_back({.sink = make_text_sink(options.text, options.show_leg, with_text),
                     .name = "text",
                     .patience = with_text});
  }
  if (options.tell_count) {
    sinks.push_back({.sink = make_count_sink(), .name = "count", .linger_ns = kInNoHurry});
  }
  if (options.files.empty()) {
    for (std::size_t i = 1; i < sinks.size(); ++i) {
      sinks[i].may_lag = buffer_bytes(options) / kShareOfOnlookers / (sinks.size() - 1);
    }
  }
  return sinks;
}

std::optional<std::string> user_of(const Options& options) {
  const bool makes_files = options.rotation.any() || !options.report.empty();
  if (options.user || !makes_files) return options.user;
  const auto user = invoking_user();
  return user && !user->name.empty() ? std::optional(user->name) : std::nullopt;
}

void settle(const Options& options, std::vector<Destination>& sinks, bool keep_listening) {
  const uid_t before = geteuid();
  drop_privileges(user_of(options), keep_listening);
  try {
    for (const Destination& destination : sinks) destination.sink->start();
  } catch (const SinkError& error) {
    if (error.error() != EACCES || geteuid() == before) throw;
    const passwd* user = getpwuid(geteuid());
    throw SinkError(
        fmt::format("{}; with -C and -G all files are made by the user {}: let that user write "
                    "there, or name another with -Z",
                    error.what(), user == nullptr ? "of -Z" : user->pw_name),
        EACCES);
  }
  confine();
}

InnerFramesOptions inner_frames(const Options& options,
                                const std::shared_ptr<FrameFilters>& filters) {
  return {.split_vlan = options.split_vlan,
          .unwrap = options.unwrap,
          .tunnelled_only = options.tunnelled_only,
          .filter = options.filter,
          .filters = filters,
          .snaplen = static_cast<std::uint32_t>(options.snaplen),
          .labels = options.interface_labels};
}

Beside carry_beside(Stream& stream, std::uint16_t leg) {
  return {.section = [&stream, leg](const Section& section) { stream.tell(leg, section); },
          .block = [&stream](BesideBlock block) { stream.carry(std::move(block)); }};
}

std::uint32_t announce(const Options& options, Stream& stream, const std::string& leg,
                       Interface interface) {
  if (interface.barred) return stream.announce(std::move(interface));
  const int linktype = interface.linktype;
  const std::vector<Interface>& known = stream.interfaces();
  const auto other = std::find_if_not(known.begin(), known.end(), std::mem_fn(&Interface::barred));
  const int first = other == known.end() ? linktype : other->linktype;
  if (!options.write_path.empty() && options.format == FileFormat::kPcap && linktype != first) {
    throw UsageError(fmt::format(
        "{} is {} where the first leg is {}; a pcap file holds one link type: write pcapng "
        "(--format pcapng)",
        leg, linktype_name(linktype), linktype_name(first)));
  }
  // Once packets are out, the feed alone is given up.
  const bool classic =
      std::any_of(options.serve.begin(), options.serve.end(),
                  [](const FeedOffer& offer) { return offer.format != FeedFormat::kPcapng; });
  if (classic && linktype != first && stream.sent() == 0) {
    throw UsageError(fmt::format(
        "{} is {} where the first leg is {}; a pcap feed has one link type: serve pcapng", leg,
        linktype_name(linktype), linktype_name(first)));
  }
  if (!options.to_interface.empty() && linktype != kLinktypeEthernet) {
    throw UsageError(fmt::format("{} is {}; what --to-interface makes takes Ethernet alone", leg,
                                 linktype_name(linktype)));
  }
  return stream.announce(std::move(interface));
}

void finish(Stream& stream, const std::vector<InterfaceCounts>& counts, Requests& requests) {
  if (stream.given_up()) return;
  Outlet& outlet = stream.outlet();
  outlet.finish(counts);
  while (!outlet.finished(kWaitMs)) {
    if (is_cut_short(stream, requests)) return;
  }
  const std::int64_t give_up = read_clock().monotonic + kCatchUp;
  while (!outlet.caught_up(kWaitMs) && read_clock().monotonic < give_up) {
    if (is_cut_short(stream, requests)) return;
  }
}

std::string wait_for(FinishedCommand& command, Requests& requests) {
  command.close();
  while (!command.ended(kWaitMs)) {
    if (requests.second_stop_requested()) return "interrupted again: -z has not ended yet";
  }
  return command.problem();
}

void drain(Stream& stream, Requests& requests) {
  while (stream.backlogged() || !stream.release_rest()) {
    stream.recycle(stream.backlogged() ? kWaitMs : 0);
    if (is_cut_short(stream, requests)) return;
  }
  while (!stream.drained()) {
    if (is_cut_short(stream, requests)) return;
  }
}

namespace {

// A name may be mistyped, and what it is the name of could not be known at the start.
void say_which_labels_found_nothing(const Options& options, const Stream& stream) {
  const std::vector<Interface>& known = stream.interfaces();
  for (const auto& [name, text] : options.interface_labels) {
    const bool found =
        std::any_of(known.begin(), known.end(),
                    [&name = name](const Interface& each) { return each.name == name; });
    if (!found) spdlog::warn("--label {}: no such interface was found", name);
  }
}

}  // namespace

int conclude(const Options& options, Stream& stream, const std::vector<LegSummary>& legs,
             const std::vector<InterfaceCounts>& interfaces, Reports& reports,
             const std::string& problem) {
  // Wireshark stops a capture by closing its pipe, and takes all that is said for an error.
  if (options.for_wireshark) return end_with(0, stream);
  std::vector<SinkCounts> sinks = stream.outlet().sinks();
  for (SinkCounts& sink : sinks) sink.lost += std::exchange(sink.waiting, 0);
  std::fputs(summary_text(legs, sinks, stream.bond().causal_counts(), stream.duplicates()).c_str(),
             stderr);
  int status = 0;
  const auto failed = [&status](const std::string& what) {
    if (what.empty()) return;
    spdlog::error("{}", what);
    status = 1;
  };
  if (!stream.failed()) failed(problem);
  try {
    reports.conclude(stream, legs, interfaces, sinks);
  } catch (const std::runtime_error& error) {
    failed(error.what());
  }
  for (const SinkCounts& sink : sinks) {
    // Of those that the run does not wait for it was said when it happened.
    const bool was_said = options.files.empty() && &sink != &sinks.front();
    failed(was_said ? "" : sink.problem);
    if (!sink.problem.empty()) status = 1;
  }
  if (stream.given_up()) {
    std::uint64_t packets = 0;
    for (const LegSummary& leg : legs) packets += leg.dropped_by_tapbond;
    failed(fmt::format("interrupted again: {} packets were given up", packets));
  }
  say_what_was_left_out(options, stream.beside());
  say_which_labels_found_nothing(options, stream);
  return end_with(status, stream);
}

}  // namespace tapbond

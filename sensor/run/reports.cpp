#include "sensor/run/reports.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/random.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "sensor/legs/interface_list.h"
#include "sensor/legs/ring_source.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/whole_file.h"
#include "sensor/report/document/capture_report.h"
#include "sensor/report/status_json.h"
#include "sensor/run/files_read.h"
#include "sensor/sinks/traffic_sink.h"
#include "sensor/traffic/conversations_now.h"
#include "sensor/traffic/traffic.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

constexpr std::int64_t kPublishEvery = 1'000'000'000;

std::string new_token() {
  std::array<std::uint8_t, 16> bytes;
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("--page: the system has no random numbers for a token");
  }
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::optional<std::uint64_t> disk_free(const Options& options) {
  if (options.write_path.empty() || options.write_path == "-") return std::nullopt;
  const auto folder = std::filesystem::path(options.write_path).parent_path();
  struct statvfs disk {};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &disk) != 0) return std::nullopt;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

std::vector<std::string> names_of(std::vector<std::string> interfaces) {
  for (std::string& each : interfaces) each = interface_by_number(each);
  return interfaces;
}

void refuse_to_write_over(const FilesRead& read, const std::string& path, const char* option) {
  if (!read.has(path)) return;
  throw UsageError(
      fmt::format("{} is read and would be written; name another file with {}", path, option));
}

std::unique_ptr<RecordFile> make_file(const Options& options) {
  if (options.summary_json.empty()) return nullptr;
  refuse_to_write_over(FilesRead(options), options.summary_json, "--summary-json");
  // The whole of it is one record.
  const auto measure = [](const std::uint8_t*, bool) { return RecordFile::Record{0, false}; };
  return std::make_unique<RecordFile>(options.summary_json, measure, false, false,
                                      std::make_shared<Patience>());
}

// Of a feed and of a file; an interface that is a leg by itself is told of there.
std::vector<InterfaceNumbers> interface_numbers(const Stream& stream,
                                                const std::vector<LegSummary>& legs,
                                                const std::vector<InterfaceCounts>& counts) {
  std::vector<InterfaceNumbers> numbers;
  const std::vector<Interface>& interfaces = stream.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const Interface& interface = interfaces[row];
    const std::string& leg = legs.at(interface.leg).name;
    if (interface.barred || interface.name.empty() || interface.name == leg) continue;
    InterfaceNumbers each{.leg = leg,
                          .name = interface.name,
                          .label = interface.description,
                          .frames = stream.sent_of(row),
                          .bytes = stream.bytes_of(row)};
    if (row < counts.size()) {
      each.lost =
          counts[row].dropped_by_os.value_or(0) + counts[row].dropped_by_interface.value_or(0);
    }
    numbers.push_back(std::move(each));
  }
  std::stable_sort(numbers.begin(), numbers.end(),
                   [](const auto& a, const auto& b) { return a.lost > b.lost; });
  return numbers;
}

}  // namespace

Reports::Reports(const Options& options)
    : options_(options), began_ns_(read_clock().wall), file_(make_file(options)) {
  if (!options.report.empty()) {
    refuse_to_write_over(FilesRead(options), options.report, "--report");
  }
  if (options.files.empty() && (options.page || file_ || !options.report.empty())) {
    mtus_.emplace(names_of(interface_legs(options)));
  }
  if (!options.page) return;
  const Endpoint& endpoint = *options.page;
  std::optional<std::string> token = options.page_token;
  if (!token && !endpoint.loopback) token = new_token();
  page_ = std::make_unique<PageServer>(endpoint, token);
  // A log is read by more people than who made the token.
  const std::string query = options.page_token ? "?token=..., that of --page-token"
                            : token            ? "?token=" + *token
                                               : "";
  spdlog::info("the page is at http://{}/{}", endpoint_text(endpoint.address), query);
  if (!endpoint.loopback) {
    spdlog::warn("--page {}: there is no encryption: who is on the way reads the numbers",
                 endpoint_text(endpoint.address));
  }
}

Reports::~Reports() = default;

std::unique_ptr<Sink> Reports::make_onlooker() {
  std::promise<std::unique_ptr<const Traffic>> seen;
  traffic_ = seen.get_future();
  return make_traffic_sink(options_.text.verify_checksums, std::move(seen));
}

std::shared_ptr<ConversationsNow> Reports::watch_conversations() {
  if (!page_) return nullptr;
  const auto conversations = std::make_shared<ConversationsNow>();
  conversations_ = conversations;
  return conversations;
}

ConnectionWatch* Reports::watch_connection(std::size_t legs) {
  return page_ ? &connection_.emplace(legs) : nullptr;
}

void Reports::start() {
  if (!options_.report.empty()) check_whole_file(options_.report);
  if (page_) page_->start();
}

bool Reports::due(std::int64_t now) {
  if (!page_ || now < next_) return false;
  next_ = now + kPublishEvery;
  return true;
}

void Reports::publish(const Stream& stream, std::vector<LegSummary> legs,
                      const std::vector<InterfaceCounts>& interfaces) {
  page_->publish(numbers_of(stream, std::move(legs), interfaces, stream.outlet().sinks()));
}

void Reports::conclude(const Stream& stream, const std::vector<LegSummary>& legs,
                       const std::vector<InterfaceCounts>& interfaces,
                       const std::vector<SinkCounts>& sinks) {
  if (!file_ && options_.report.empty()) return;
  RunNumbers numbers = numbers_of(stream, legs, interfaces, sinks);
  numbers.ended = true;
  if (file_) {
    const std::string text = status_json(numbers);
    file_->put({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    file_->close();
  }
  if (!options_.report.empty()) write_report(std::move(numbers));
}

void Reports::write_report(RunNumbers numbers) {
  if (traffic_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    throw std::runtime_error(
        fmt::format("{} is not written: the capture had ended before all of it was looked at",
                    options_.report));
  }
  const std::unique_ptr<const Traffic> traffic = traffic_.get();
  const std::int64_t now = numbers.now_ns;
  const bool live = options_.files.empty();
  if (!live) {  // the time is that of the capture
    numbers.began_ns = traffic->first();
    numbers.now_ns = traffic->last();
  }
  write_whole_file(options_.report, capture_report({.numbers = numbers,
                                                    .traffic = *traffic,
                                                    .command_line = options_.command_line,
                                                    .written_ns = now,
                                                    .live = live}));
}

RunNumbers Reports::numbers_of(const Stream& stream, std::vector<LegSummary> legs,
                               const std::vector<InterfaceCounts>& counts,
                               std::vector<SinkCounts> sinks) {
  const SlabPool& pool = stream.pool();
  RunNumbers numbers{.now_ns = read_clock().wall,
                     .began_ns = began_ns_,
                     .legs = std::move(legs),
                     .sinks = std::move(sinks),
                     .causes = stream.bond().causal_counts(),
                     .duplicates = stream.duplicates(),
                     .hold_ns = stream.bond().hold(),
                     .memory = pool.bound() - pool.free() * SlabPool::kSlabBytes,
                     .memory_bound = pool.bound(),
                     .disk_free = disk_free(options_)};
  if (options_.files.empty()) {
    numbers.rings = ring_source::memory(static_cast<int>(ring_bytes(options_))) *
                    interface_legs(options_).size();
  }
  const std::vector<Interface>& interfaces = stream.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    LegSummary& leg = numbers.legs.at(interfaces[row].leg);
    leg.bytes += stream.bytes_of(row);
    if (leg.label.empty()) leg.label = interfaces[row].description;
  }
  numbers.interfaces = interface_numbers(stream, numbers.legs, counts);
  if (connection_) numbers.connection = connection_->facts();
  if (mtus_) numbers.own_interfaces = mtus_->look();
  if (conversations_) numbers.conversations = conversations_->latest();
  return numbers;
}

}  // namespace tapbond

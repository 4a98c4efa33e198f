#include "sensor/run/reports.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/random.h>
#include <sys/statvfs.h>

#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "sensor/legs/ring_source.h"
#include "sensor/posix/clock.h"
#include "sensor/report/status_json.h"
#include "sensor/run/files_read.h"
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

std::unique_ptr<RecordFile> make_file(const Options& options) {
  if (options.summary_json.empty()) return nullptr;
  if (FilesRead(options).has(options.summary_json)) {
    throw UsageError(
        fmt::format("{} is read and would be written; name another file with "
                    "--summary-json",
                    options.summary_json));
  }
  // The whole of it is one record.
  const auto measure = [](const std::uint8_t*, bool) { return RecordFile::Record{0, false}; };
  return std::make_unique<RecordFile>(options.summary_json, measure, false, false,
                                      std::make_shared<Patience>());
}

}  // namespace

Reports::Reports(const Options& options)
    : options_(options), began_ns_(read_clock().wall), file_(make_file(options)) {
  if (!options.page) return;
  const Endpoint& endpoint = *options.page;
  std::optional<std::string> token;
  if (!endpoint.loopback) token = new_token();
  page_ = std::make_unique<PageServer>(endpoint, token);
  spdlog::info("the page is at http://{}/{}", endpoint_text(endpoint.address),
               token ? "?token=" + *token : "");
  if (token) {
    spdlog::warn("--page {}: there is no encryption: who is on the way reads the numbers",
                 endpoint_text(endpoint.address));
  }
}

void Reports::start() {
  if (page_) page_->start();
}

bool Reports::due(std::int64_t now) {
  if (!page_ || now < next_) return false;
  next_ = now + kPublishEvery;
  return true;
}

void Reports::publish(const Stream& stream, std::vector<LegSummary> legs) {
  page_->publish(numbers_of(stream, std::move(legs), stream.outlet().sinks()));
}

void Reports::conclude(const Stream& stream, const std::vector<LegSummary>& legs,
                       const std::vector<SinkCounts>& sinks) {
  if (!file_) return;
  RunNumbers numbers = numbers_of(stream, legs, sinks);
  numbers.ended = true;
  const std::string text = status_json(numbers);
  file_->put({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file_->close();
}

RunNumbers Reports::numbers_of(const Stream& stream, std::vector<LegSummary> legs,
                               std::vector<SinkCounts> sinks) const {
  const SlabPool& pool = stream.pool();
  RunNumbers numbers{.now_ns = read_clock().wall,
                     .began_ns = began_ns_,
                     .legs = std::move(legs),
                     .sinks = std::move(sinks),
                     .causes = stream.bond().causal_counts(),
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
  return numbers;
}

}  // namespace tapbond

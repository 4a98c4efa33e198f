#include "sensor/sinks/feed_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sensor/posix/clock.h"
#include "sensor/sinks/feed_server.h"
#include "sensor/sinks/pcapng_encoder.h"

namespace tapbond {
namespace {

constexpr int kLastWaitMs = 1000;
constexpr std::int64_t kLossesEvery = 1'000'000'000;

class FeedSink final : public Sink {
 public:
  FeedSink(const Endpoint& endpoint, const CaptureFileOptions& section, std::string host,
           std::size_t may_lag)
      : section_(PcapngEncoder::section(section)),
        host_(std::move(host)),
        server_(endpoint, may_lag) {}

  void add_interface(const Interface& interface) override {
    const bool first = !section_.empty();
    if (first) server_.publish(std::exchange(section_, {}), true);
    Interface offered = interface;
    offered.description = offered.description.empty() ? host_ : host_ + ": " + offered.description;
    server_.publish(PcapngEncoder::interface(offered), true);
    if (first) server_.start();
  }

  void write(std::span<const Frame> batch) override {
    offered_ += batch.size();
    if (!server_.has_readers() || batch.empty()) return;
    std::size_t bytes = 0;
    for (const Frame& frame : batch) bytes += PcapngEncoder::bytes(frame);
    std::vector<std::uint8_t> part(bytes);
    std::uint8_t* to = part.data();
    for (const Frame& frame : batch) {
      const std::size_t size = PcapngEncoder::bytes(frame);
      PcapngEncoder::encode(frame, to, size);
      to += size;
    }
    server_.publish(std::move(part), false);
  }

  void flush() override {}

  // Who looks on sees what came, and could not know what was lost.
  void progress(const Progress& so_far) override {
    const std::int64_t now = read_clock().monotonic;
    if (now < next_losses_ || !server_.has_readers()) return;
    next_losses_ = now + kLossesEvery;
    losses_.resize(std::max(losses_.size(), so_far.counts.size()));
    for (std::uint32_t row = 0; row < so_far.counts.size(); ++row) {
      InterfaceCounts counts = so_far.counts[row];
      const std::uint64_t lost =
          counts.dropped_by_os.value_or(0) + counts.dropped_by_interface.value_or(0);
      if (lost == losses_[row]) continue;
      losses_[row] = lost;
      // These run ahead of the packets that have been sent.
      counts.received.reset();
      counts.accepted.reset();
      server_.publish(PcapngEncoder::statistics(row, counts), false);
    }
  }

  void finish(std::span<const InterfaceCounts> counts) override {
    std::uint32_t interface = 0;
    for (const InterfaceCounts& count : counts) {
      server_.publish(PcapngEncoder::statistics(interface++, count), false);
    }
    server_.finish(kLastWaitMs);
  }

  std::uint64_t written() const override { return offered_; }

  std::string remark() const override {
    const std::uint64_t readers = server_.accepted();
    return fmt::format("{} reader{}, {} cut off as too slow", readers, readers == 1 ? "" : "s",
                       server_.cut_off());
  }

 private:
  std::vector<std::uint8_t> section_;  // until it is published, with the first interface
  std::string host_;
  FeedServer server_;
  std::uint64_t offered_ = 0;
  std::vector<std::uint64_t> losses_;  // by row, as readers were told
  std::int64_t next_losses_ = 0;       // monotonic, when to look for more
};

}  // namespace

std::unique_ptr<Sink> make_feed_sink(const Endpoint& endpoint, const CaptureFileOptions& section,
                                     std::string host, std::size_t may_lag) {
  return std::make_unique<FeedSink>(endpoint, section, std::move(host), may_lag);
}

}  // namespace tapbond

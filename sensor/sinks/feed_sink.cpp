#include "sensor/sinks/feed_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/linktype.h"
#include "sensor/posix/clock.h"
#include "sensor/sinks/feed_server.h"
#include "sensor/sinks/pcap_encoder.h"
#include "sensor/sinks/pcapng_encoder.h"

namespace tapbond {
namespace {

constexpr int kLastWaitMs = 1000;
constexpr std::int64_t kLossesEvery = 1'000'000'000;

// What all formats have in common.
template <class Encoder>
class FeedSink : public Sink {
 public:
  void write(std::span<const Frame> batch) override {
    offered_ += batch.size();
    if (!server_.has_readers() || batch.empty()) return;
    std::size_t bytes = 0;
    for (const Frame& frame : batch) bytes += encoder_.bytes(frame);
    std::vector<std::uint8_t> part(bytes);
    std::uint8_t* to = part.data();
    for (const Frame& frame : batch) {
      const std::size_t size = encoder_.bytes(frame);
      encoder_.encode(frame, to, size);
      to += size;
    }
    publish(std::move(part), false);
  }

  void flush() override {}

  void finish(std::span<const InterfaceCounts>) override { server_.finish(kLastWaitMs); }

  std::uint64_t written() const override { return offered_; }

  std::string remark() const override {
    const std::uint64_t readers = server_.accepted();
    return fmt::format("{} reader{}, {} cut off as too slow", readers, readers == 1 ? "" : "s",
                       server_.cut_off());
  }

 protected:
  explicit FeedSink(const FeedSinkOptions& options)
      : encoder_(format_of(options)),
        server_(options.offer.endpoint, options.name, options.may_lag, options.most_readers) {}

  void publish(std::vector<std::uint8_t> part, bool preamble) {
    server_.publish(std::make_shared<const std::vector<std::uint8_t>>(std::move(part)), preamble);
  }

  Encoder encoder_;
  FeedServer server_;

 private:
  static CaptureFileOptions format_of(const FeedSinkOptions& options) {
    CaptureFileOptions format;
    format.microseconds = options.offer.format == FeedFormat::kPcap;
    format.comment_moved = options.comment_moved;
    return format;
  }

  std::uint64_t offered_ = 0;
};

class PcapngFeed final : public FeedSink<PcapngEncoder> {
 public:
  explicit PcapngFeed(FeedSinkOptions options)
      : FeedSink(options),
        application_(std::move(options.application)),
        host_(std::move(options.host)) {}

  void begin_section(const Section& section) override {
    publish(PcapngEncoder::section(section, application_), true);
    begun_ = true;
    for (const auto& interface : interfaces_) server_.publish(interface, true);
  }

  void add_interface(const Interface& interface) override {
    if (!begun_) begin_section({});
    Interface offered = interface;
    offered.description = offered.description.empty() ? host_ : host_ + ": " + offered.description;
    interfaces_.push_back(
        std::make_shared<const std::vector<std::uint8_t>>(PcapngEncoder::interface(offered)));
    server_.publish(interfaces_.back(), true);
    if (interfaces_.size() == 1) server_.start();
  }

  void add_block(const BesideBlock& block) override {
    if (!begun_) begin_section({});
    server_.publish(block.bytes, block.lasting());
  }

  void moved(const MovedFrames& moved) override { encoder_.moved(moved); }

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
      publish(PcapngEncoder::statistics(row, counts), false);
    }
  }

  void finish(std::span<const InterfaceCounts> counts) override {
    std::uint32_t interface = 0;
    for (const InterfaceCounts& count : counts) {
      publish(PcapngEncoder::statistics(interface++, count), false);
    }
    FeedSink::finish(counts);
  }

 private:
  std::string application_;
  std::string host_;
  bool begun_ = false;                        // a section
  std::vector<FeedServer::Part> interfaces_;  // as they are offered
  std::vector<std::uint64_t> losses_;         // by row, as readers were told
  std::int64_t next_losses_ = 0;              // monotonic, when to look for more
};

class PcapFeed final : public FeedSink<PcapEncoder> {
 public:
  explicit PcapFeed(const FeedSinkOptions& options)
      : FeedSink(options), microseconds_(options.offer.format == FeedFormat::kPcap) {}

  void add_interface(const Interface& interface) override {
    if (interface.barred) return;
    if (first_) {
      if (interface.linktype == first_->linktype) return;
      throw SinkError(PcapEncoder::two_linktypes(first_->name, first_->linktype, interface) +
                      ": serve pcapng");
    }
    first_ = interface;
    // What comes later may be larger, and the header is sent by then.
    const auto header =
        PcapEncoder::header(interface.linktype, max_frame_bytes(interface.linktype), microseconds_);
    publish({header.begin(), header.end()}, true);
    server_.start();
  }

 private:
  bool microseconds_;
  std::optional<Interface> first_;
};

}  // namespace

std::unique_ptr<Sink> make_feed_sink(FeedSinkOptions options) {
  if (options.offer.format != FeedFormat::kPcapng) return std::make_unique<PcapFeed>(options);
  return std::make_unique<PcapngFeed>(std::move(options));
}

}  // namespace tapbond

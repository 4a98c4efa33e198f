#include "sensor/sinks/traffic_sink.h"

#include <utility>

namespace tapbond {
namespace {

class TrafficSink final : public Sink {
 public:
  TrafficSink(bool verify_checksums, std::promise<std::unique_ptr<const Traffic>> seen)
      : traffic_(std::make_unique<Traffic>(verify_checksums)), seen_(std::move(seen)) {}

  void add_interface(const Interface& interface) override { traffic_->add_interface(interface); }
  void write(std::span<const Frame> batch) override {
    for (const Frame& frame : batch) traffic_->look(frame);
    written_ += batch.size();
  }
  void flush() override {}
  void finish(std::span<const InterfaceCounts>) override {
    traffic_->finish();
    seen_.set_value(std::move(traffic_));
  }
  std::uint64_t written() const override { return written_; }

 private:
  std::unique_ptr<Traffic> traffic_;
  std::promise<std::unique_ptr<const Traffic>> seen_;
  std::uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_traffic_sink(bool verify_checksums,
                                        std::promise<std::unique_ptr<const Traffic>> seen) {
  return std::make_unique<TrafficSink>(verify_checksums, std::move(seen));
}

}  // namespace tapbond

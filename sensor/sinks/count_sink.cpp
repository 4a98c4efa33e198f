#include "sensor/sinks/count_sink.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tapbond {
namespace {

class CountSink final : public Sink {
 public:
  void add_interface(const Interface&) override {}
  void write(std::span<const Frame> batch) override { frames_ += batch.size(); }
  void flush() override {}
  void finish(std::span<const InterfaceCounts>) override {
    const std::string line = fmt::format("{} packet{}\n", frames_, frames_ == 1 ? "" : "s");
    if (std::fputs(line.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
      throw SinkError(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    }
  }
  std::uint64_t written() const override { return frames_; }

 private:
  std::uint64_t frames_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_count_sink() { return std::make_unique<CountSink>(); }

}  // namespace tapbond

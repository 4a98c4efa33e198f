#include "sensor/sinks/interface_sink.h"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "sensor/files/linktype.h"
#include "sensor/linux/tap_device.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kVlanTagBytes = 4;  // is not part of the MTU (IEEE 802.1Q)

class InterfaceSink final : public Sink {
 public:
  InterfaceSink(const std::string& name, int mtu)
      : device_(name, mtu),
        fits_(static_cast<std::uint32_t>(device_.mtu()) + TapDevice::kHeaderBytes + kVlanTagBytes) {
  }

  void add_interface(const Interface& interface) override {
    if (interface.linktype == kLinktypeEthernet || interface.barred) return;
    throw SinkError(fmt::format("{} takes Ethernet, and {} is {}", device_.name(), interface.name,
                                linktype_name(interface.linktype)));
  }

  void write(std::span<const Frame> batch) override {
    for (const Frame& frame : batch) {
      if (frame.captured > fits_) ++larger_;
      play({frame.bytes, frame.captured});
      ++played_;
    }
  }

  void flush() override {}
  void finish(std::span<const InterfaceCounts>) override {}
  std::uint64_t written() const override { return played_; }

  std::string remark() const override {
    std::string text;
    if (const std::uint64_t count = larger_) {
      text = fmt::format("{} larger than its MTU of {}", count, device_.mtu());
    }
    if (const std::uint64_t count = cut_) {
      text += fmt::format(", {} of them cut to {} bytes", count, TapDevice::kTakenBytes);
    }
    return text;
  }

 private:
  void play(std::span<const std::uint8_t> frame) {
    int error = device_.play(frame);
    if (error == EMSGSIZE && frame.size() > TapDevice::kTakenBytes) {
      error = device_.play(frame.first(TapDevice::kTakenBytes));
      ++cut_;
    }
    if (error == 0) return;
    throw SinkError(fmt::format("{} takes no more packets: {}; {} were played", device_.name(),
                                strerror(error), played_));
  }

  TapDevice device_;
  std::uint32_t fits_;  // bytes
  std::uint64_t played_ = 0;
  std::atomic<std::uint64_t> larger_ = 0;
  std::atomic<std::uint64_t> cut_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_interface_sink(const std::string& name, int mtu) {
  return std::make_unique<InterfaceSink>(name, mtu);
}

}  // namespace tapbond

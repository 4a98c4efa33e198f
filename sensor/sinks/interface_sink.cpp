#include "sensor/sinks/interface_sink.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <vector>

#include "sensor/files/linktype.h"
#include "sensor/linux/tap_device.h"
#include "sensor/posix/clock.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kVlanTagBytes = 4;  // is not part of the MTU (IEEE 802.1Q)

class InterfaceSink final : public Sink {
 public:
  InterfaceSink(const std::string& name, int mtu)
      : device_(name, mtu), name_(name), mtu_(device_.mtu()) {}

  void add_interface(const Interface& interface) override {
    if (interface.linktype == kLinktypeEthernet || interface.barred) return;
    throw SinkError(fmt::format("{} takes Ethernet, and {} is {}", name_, interface.name,
                                linktype_name(interface.linktype)));
  }

  void write(std::span<const Frame> batch) override {
    std::fill(passed_over_.begin(), passed_over_.end(), 0);
    const std::uint32_t fits =
        static_cast<std::uint32_t>(mtu_) + TapDevice::kHeaderBytes + kVlanTagBytes;
    for (const Frame& frame : batch) {
      if (frame.captured < TapDevice::kHeaderBytes) {
        ++headless_;
        pass_over(frame);
      } else if (play({frame.bytes, frame.captured})) {
        ++played_;
        if (frame.captured > fits) ++larger_;
        if (frame.captured < frame.length) note_short();
      } else {
        ++lost_;
        pass_over(frame);
      }
    }
  }

  void flush() override {}

  void look() override {
    const std::string before = device_.name();
    TapDevice::State state = device_.look();
    if (state == TapDevice::State::kDeleted && device_.make_again()) state = device_.look();
    if (device_.name() != before) {
      spdlog::info("{}: somebody has renamed it to {}; it is played to as before", before,
                   device_.name());
    }
    mtu_ = device_.mtu();
    if (state == TapDevice::State::kUp) {
      is_back();
    } else if (state != TapDevice::State::kElsewhere) {
      is_away(state);
    } else if (!said_elsewhere_) {
      said_elsewhere_ = true;
      spdlog::warn(
          "{} was moved to another network namespace: it is played to there while it is up",
          device_.name());
    }
  }

  void finish(std::span<const InterfaceCounts>) override {
    note_time_away();
    if (state_ != TapDevice::State::kDeleted) return;
    throw SinkError(fmt::format("{} was deleted and has not come back; {} packets were lost to it",
                                name_, lost_.load()));
  }

  std::uint64_t written() const override { return played_; }
  std::span<const std::uint64_t> passed_over() const override { return passed_over_; }

  std::string remark() const override {
    std::string text;
    const auto add = [&text](const std::string& what) {
      text += (text.empty() ? "" : ", ") + what;
    };
    if (const std::uint64_t count = larger_) {
      add(fmt::format("{} larger than its MTU of {}", count, mtu_.load()));
    }
    if (const std::uint64_t count = cut_) {
      add(fmt::format("{} of them cut to {} bytes", count, TapDevice::kTakenBytes));
    }
    if (const std::uint64_t count = short_) add(fmt::format("{} shorter than on the wire", count));
    if (const std::uint64_t count = headless_) {
      add(fmt::format("{} without a whole header not played", count));
    }
    if (const std::uint64_t count = times_away_) {
      add(fmt::format("away {} time{}, {:.3f} s", count, count == 1 ? "" : "s",
                      static_cast<double>(away_ns_) / 1e9));
    }
    return text;
  }

 private:
  // False when it is away.
  bool play(std::span<const std::uint8_t> frame) {
    int error = device_.play(frame);
    if (error == EMSGSIZE && frame.size() > TapDevice::kTakenBytes) {
      error = device_.play(frame.first(TapDevice::kTakenBytes));
      ++cut_;
    }
    switch (error) {
      case 0:
        is_back();
        return true;
      case EIO:
        is_away(TapDevice::State::kDown);
        return false;
      case ENODEV:
        is_away(TapDevice::State::kDeleted);
        return false;
      case ENOMEM:
      case ENOBUFS:
        return false;
      default:
        throw SinkError(fmt::format("{} takes no more packets: {}; {} were played", name_,
                                    std::strerror(error), played_));
    }
  }

  void pass_over(const Frame& frame) {
    if (frame.interface >= passed_over_.size()) {
      passed_over_.resize(frame.interface + std::size_t{1});
    }
    ++passed_over_[frame.interface];
  }

  void note_short() {
    if (short_++ != 0) return;
    spdlog::warn(
        "{}: packets that were cut as they were captured (-s) are played as short as they are; "
        "their number is in the summary",
        name_);
  }

  void is_away(TapDevice::State state) {
    if (state_ == TapDevice::State::kUp) {
      ++times_away_;
      away_since_ = read_clock().monotonic;
      lost_before_ = lost_;
    }
    if (state_ == state) return;
    state_ = state;
    if (state == TapDevice::State::kDown) {
      spdlog::warn("{} is not up: packets are lost to it until it is", device_.name());
    } else {
      spdlog::warn(
          "{0} was deleted: packets are lost to it until there is one again; where it cannot be "
          "made anew, \"ip tuntap add dev {0} mode tap\" and \"ip link set {0} up\" do it",
          device_.name());
    }
  }

  void is_back() {
    if (state_ == TapDevice::State::kUp) return;
    note_time_away();
    state_ = TapDevice::State::kUp;
    spdlog::info("{} is back; {} packets were lost to it", device_.name(), lost_ - lost_before_);
  }

  void note_time_away() {
    if (state_ == TapDevice::State::kUp) return;
    const std::int64_t now = read_clock().monotonic;
    away_ns_ += now - away_since_;
    away_since_ = now;
  }

  TapDevice device_;
  const std::string name_;  // as it was asked for
  std::atomic<int> mtu_;
  std::uint64_t played_ = 0;
  std::vector<std::uint64_t> passed_over_;  // by row, of the last batch
  TapDevice::State state_ = TapDevice::State::kUp;
  std::int64_t away_since_ = 0;    // monotonic
  std::uint64_t lost_before_ = 0;  // that
  bool said_elsewhere_ = false;
  // What remark() tells, from any thread.
  std::atomic<std::uint64_t> lost_ = 0;
  std::atomic<std::uint64_t> larger_ = 0;
  std::atomic<std::uint64_t> cut_ = 0;
  std::atomic<std::uint64_t> short_ = 0;
  std::atomic<std::uint64_t> headless_ = 0;
  std::atomic<std::uint64_t> times_away_ = 0;
  std::atomic<std::int64_t> away_ns_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_interface_sink(const std::string& name, int mtu) {
  return std::make_unique<InterfaceSink>(name, mtu);
}

}  // namespace tapbond

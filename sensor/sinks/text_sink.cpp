#include "sensor/sinks/text_sink.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/output_stream.h"
#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

constexpr std::size_t kWriteAt = std::size_t{64} << 10;

class TextSink final : public Sink {
 public:
  TextSink(const TextOptions& options, bool show_leg, std::shared_ptr<const Patience> patience)
      : printer_(options), show_leg_(show_leg), stream_(output_, std::move(patience)) {}

  void add_interface(const Interface& interface) override {
    const std::string& shown =
        interface.description.empty() ? interface.name : interface.description;
    interfaces_.push_back({.linktype = interface.linktype,
                           .snaplen = interface.snaplen != 0
                                          ? interface.snaplen
                                          : std::numeric_limits<std::uint32_t>::max(),
                           .leg = show_leg_ ? visible_text(shown) : std::string()});
  }

  void write(std::span<const Frame> batch) override {
    for (const Frame& frame : batch) {
      const Shown& shown = interfaces_[frame.interface];
      printer_.print({.stamp = frame.stamp,
                      .bytes = frame.bytes,
                      .captured = std::min(frame.captured, shown.snaplen),
                      .length = frame.length,
                      .linktype = shown.linktype,
                      .leg = shown.leg},
                     text_);
      ends_.push_back(text_.size());
      if (text_.size() >= kWriteAt) flush();
    }
  }

  void flush() override {
    std::size_t done = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    const bool taken = stream_.write({bytes, text_.size()}, done);
    const int error = errno;
    written_ += static_cast<std::uint64_t>(std::upper_bound(ends_.begin(), ends_.end(), done) -
                                           ends_.begin());
    text_.clear();
    ends_.clear();
    if (!taken) fail(error);
  }

  void look() override {
    if (stream_.is_left()) fail(EPIPE);
  }

  void finish(std::span<const InterfaceCounts>) override { flush(); }

  std::uint64_t written() const override { return written_; }

 private:
  struct Shown {
    int linktype;
    std::uint32_t snaplen;  // a frame of a file may exceed it; libpcap shows no more of it
    std::string leg;
  };

  [[noreturn]] void fail(int error) const {
    throw SinkError("cannot write to standard output: " + OutputStream::reason(error) + "; " +
                    std::to_string(written_) + " packets were printed");
  }

  FramePrinter printer_;
  bool show_leg_;
  FileDescriptor output_ = FileDescriptor::borrowed(STDOUT_FILENO);
  OutputStream stream_;
  std::vector<Shown> interfaces_;
  std::string text_;
  std::vector<std::size_t> ends_;  // of what stands for each packet in text_
  std::uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_text_sink(const TextOptions& options, bool show_leg,
                                     std::shared_ptr<const Patience> patience) {
  return std::make_unique<TextSink>(options, show_leg, std::move(patience));
}

}  // namespace tapbond

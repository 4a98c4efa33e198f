#include "sensor/sinks/text_sink.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

constexpr std::size_t kWriteAt = std::size_t{64} << 10;

class TextSink final : public Sink {
 public:
  TextSink(const TextOptions& options, bool show_leg) : printer_(options), show_leg_(show_leg) {}

  void add_interface(const Interface& interface) override {
    const std::string& shown =
        interface.description.empty() ? interface.name : interface.description;
    interfaces_.push_back({interface.linktype, show_leg_ ? visible_text(shown) : std::string()});
  }

  void write(std::span<const Frame> batch) override {
    for (const Frame& frame : batch) {
      const Shown& shown = interfaces_[frame.interface];
      printer_.print({.stamp = frame.stamp,
                      .bytes = frame.bytes,
                      .captured = frame.captured,
                      .length = frame.length,
                      .linktype = shown.linktype,
                      .leg = shown.leg},
                     text_);
      ++printed_;
      if (text_.size() >= kWriteAt) flush();
    }
  }

  void flush() override {
    std::size_t done = 0;
    while (done < text_.size()) {
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
      const ssize_t count = output_.write({bytes + done, text_.size() - done});
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        throw SinkError(std::string("cannot write to standard output: ") + strerror(errno) + "; " +
                        std::to_string(written_) + " packets were printed");
      }
      done += static_cast<std::size_t>(count);
    }
    text_.clear();
    written_ = printed_;
  }

  void finish(std::span<const InterfaceCounts>) override { flush(); }

  std::uint64_t written() const override { return written_; }

 private:
  struct Shown {
    int linktype;
    std::string leg;
  };

  FramePrinter printer_;
  bool show_leg_;
  FileDescriptor output_ = FileDescriptor::borrowed(STDOUT_FILENO);
  std::vector<Shown> interfaces_;
  std::string text_;
  std::uint64_t printed_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<Sink> make_text_sink(const TextOptions& options, bool show_leg) {
  return std::make_unique<TextSink>(options, show_leg);
}

}  // namespace tapbond

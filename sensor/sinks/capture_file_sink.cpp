#include "sensor/sinks/capture_file_sink.h"

#include <limits>

#include "bond/prefetch.h"
#include "sensor/sinks/pcap_encoder.h"
#include "sensor/sinks/pcapng_encoder.h"
#include "sensor/sinks/record_file.h"

namespace tapbond {
namespace {

// Frames of several legs lie scattered.
constexpr std::size_t kPrefetchAhead = 4;  // frames

// Frames of so many bytes are written from where they lie, out of batches of so many: a smaller one
// waits in the buffer for more to be written with it.
constexpr std::size_t kLeastApart = 1024;
constexpr std::size_t kLeastAtOnce = std::size_t{512} << 10;

bool is_large(std::span<const Frame> batch) {
  std::size_t bytes = 0;
  for (const Frame& frame : batch) {
    bytes += frame.captured;
    if (bytes >= kLeastAtOnce) return true;
  }
  return false;
}

void prefetch(const Frame& frame) {
  prefetch_to_read(reinterpret_cast<std::uintptr_t>(frame.bytes), frame.captured);
}

template <class Encoder>
class CaptureFileSink final : public CaptureFile {
 public:
  explicit CaptureFileSink(const CaptureFileOptions& options)
      : encoder_(options),
        file_(options.path, Encoder::measure, options.gzip, options.must_be_new, options.patience) {
  }

  // Its interfaces are added again by whoever begins another one.
  void begin_section(const Section& section) override { encoder_.begin_section(section, file_); }
  void add_block(const BesideBlock& block) override { encoder_.add_block(block, file_); }

  void add_interface(const Interface& interface) override {
    encoder_.add_interface(interface, file_);
  }

  void moved(const MovedFrames& moved) override {
    if constexpr (requires { encoder_.moved(moved); }) encoder_.moved(moved);
  }

  void write(std::span<const Frame> batch) override {
    write_up_to(batch, std::numeric_limits<std::uint64_t>::max());
  }

  std::size_t write_up_to(std::span<const Frame> batch, std::uint64_t most) override {
    const bool large = file_.gathers() && is_large(batch);
    std::size_t taken = 0;
    for (; taken < batch.size() && file_.bytes() <= most; ++taken) {
      const Frame& frame = batch[taken];
      times_moved_ += Encoder::tells(frame.stamp) ? 0 : 1;
      if (large && frame.captured >= kLeastApart && file_.gathers()) {
        put_around(frame);
        continue;
      }
      if (taken + kPrefetchAhead < batch.size()) prefetch(batch[taken + kPrefetchAhead]);
      put_whole(frame);
    }
    if (file_.has_frames_apart()) file_.write_out();
    return taken;
  }

  void flush() override { file_.write_out(); }
  void look() override { file_.look_for_reader(); }

  void finish(std::span<const InterfaceCounts> counts) override {
    encoder_.finish(counts, file_);
    file_.close();
  }

  std::uint64_t written() const override { return file_.frames_written(); }
  std::uint64_t bytes() const override { return file_.bytes(); }
  std::uint64_t stored() const override { return file_.stored(); }
  const FileId& id() const override { return file_.id(); }
  int descriptor() const override { return file_.descriptor(); }
  std::uint64_t times_moved() const override { return times_moved_; }
  const char* years() const override { return Encoder::kYears; }
  bool still_named() const override { return file_.still_named(); }

 private:
  void put_whole(const Frame& frame) {
    const std::size_t bytes = encoder_.bytes(frame);
    encoder_.encode(frame, file_.room(bytes), bytes);
    file_.put_frame(bytes);
  }

  void put_around(const Frame& frame) {
    const std::size_t bytes = encoder_.bytes(frame);
    const std::size_t around = bytes - frame.captured;
    std::uint8_t* const room = file_.room(around);
    encoder_.encode_head(frame, room, bytes);
    encoder_.encode_tail(frame, room + Encoder::kHeadBytes, bytes);
    file_.put_around({frame.bytes, frame.captured}, Encoder::kHeadBytes,
                     around - Encoder::kHeadBytes);
  }

  Encoder encoder_;
  RecordFile file_;
  std::uint64_t times_moved_ = 0;
};

}  // namespace

std::unique_ptr<CaptureFile> make_capture_file_sink(const CaptureFileOptions& options) {
  if (options.format == FileFormat::kPcapng) {
    return std::make_unique<CaptureFileSink<PcapngEncoder>>(options);
  }
  return std::make_unique<CaptureFileSink<PcapEncoder>>(options);
}

}  // namespace tapbond

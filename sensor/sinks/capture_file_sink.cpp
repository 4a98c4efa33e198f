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
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (file_.bytes() > most) return i;
      const Frame& frame = batch[i];
      if (i + kPrefetchAhead < batch.size()) prefetch(batch[i + kPrefetchAhead]);
      times_moved_ += Encoder::tells(frame.stamp) ? 0 : 1;
      const std::size_t bytes = encoder_.bytes(frame);
      encoder_.encode(frame, file_.room(bytes), bytes);
      file_.put_frame(bytes);
    }
    return batch.size();
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

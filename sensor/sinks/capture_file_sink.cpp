#include "sensor/sinks/capture_file_sink.h"

#include "sensor/sinks/pcap_encoder.h"
#include "sensor/sinks/pcapng_encoder.h"
#include "sensor/sinks/record_file.h"

namespace tapbond {
namespace {

template <class Encoder>
class CaptureFileSink final : public Sink {
 public:
  explicit CaptureFileSink(const CaptureFileOptions& options)
      : encoder_(options), file_(options.path, Encoder::measure) {
    encoder_.begin(file_);
  }

  void add_interface(const Interface& interface) override {
    encoder_.add_interface(interface, file_);
  }

  void write(std::span<const Frame> batch) override {
    for (const Frame& frame : batch) {
      const std::size_t bytes = Encoder::bytes(frame);
      encoder_.encode(frame, file_.room(bytes));
      file_.put_frame(bytes);
    }
  }

  void flush() override { file_.write_out(); }

  void finish(std::span<const InterfaceCounts> counts) override {
    encoder_.finish(counts, file_);
    file_.close();
  }

  std::uint64_t written() const override { return file_.frames_written(); }

 private:
  Encoder encoder_;
  RecordFile file_;
};

}  // namespace

std::unique_ptr<Sink> make_capture_file_sink(const CaptureFileOptions& options) {
  if (options.format == FileFormat::kPcapng) {
    return std::make_unique<CaptureFileSink<PcapngEncoder>>(options);
  }
  return std::make_unique<CaptureFileSink<PcapEncoder>>(options);
}

}  // namespace tapbond

// Frames of anything that libpcap can listen to.
#pragma once

#include <memory>

#include "sensor/legs/frame_source.h"

namespace tapbond {

class PcapSource final : public FrameSource {
 public:
  // Throws std::runtime_error with one line that names the interface and the remedy. Takes the
  // host's time stamps, and says so, where those asked for are not to be had.
  explicit PcapSource(const FrameSourceOptions& options);

  // Whether stamps are of the type that was chosen.
  bool has_chosen_stamps() const { return tstamp_type_chosen_; }

  int linktype() const override;
  std::uint32_t snaplen() const override;
  void start(std::span<const bpf_insn> filter) override;
  void stop() override;
  void read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
            std::vector<Frame>& out) override;
  Counts counts() override;
  std::string problem() override { return problem_; }
  int descriptor() const override;

 private:
  struct PcapCloser {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
  };
  static void on_frame(unsigned char* user, const pcap_pkthdr* header, const unsigned char* bytes);

  void configure(const FrameSourceOptions& options);
  void choose_linktype(const std::optional<int>& dlt);
  void discard_early_frames(int retire_ms);

  std::string name_;
  std::unique_ptr<pcap_t, PcapCloser> handle_;
  bool tstamp_type_chosen_;
  bool nanoseconds_ = true;
  Counts counts_;
  std::uint64_t delivered_ = 0;  // frames
  pcap_stat last_{};             // the handle's 32-bit counters, as last read
  std::string problem_;
};

}  // namespace tapbond

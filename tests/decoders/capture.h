// Capture files of frames that tests have built.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frame_builder.h"

namespace tapbond::test {

// One frame as it was captured: all of it, unless `captured` says how much.
struct Sample {
  Octets bytes;
  int linktype = 1;
  std::uint32_t captured = 0xffffffff;

  std::uint32_t captured_size() const;
};

// Of a capture's first frame, and from one to the next, in microseconds since 1970.
inline constexpr std::int64_t kFirstStamp = 1'700'000'000'000'000;
inline constexpr std::int64_t kStampStep = 1'250'001;

// A file that goes away with the object.
class ScratchFile {
 public:
  ScratchFile();
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// A pcap file of the link type of the first of them.
void write_capture(const std::string& name, const std::vector<Sample>& samples);

}  // namespace tapbond::test

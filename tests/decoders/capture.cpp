#include "capture.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "tests/files/capture_builder.h"

namespace tapbond::test {

std::uint32_t Sample::captured_size() const {
  return std::min(captured, static_cast<std::uint32_t>(bytes.size()));
}

ScratchFile::ScratchFile() {
  name_ = std::filesystem::temp_directory_path() / "tapbond_test_XXXXXX";
  const int handle = mkstemp(name_.data());
  if (handle < 0) throw std::system_error(errno, std::generic_category(), name_);
  close(handle);
}

ScratchFile::~ScratchFile() { std::remove(name_.c_str()); }

void write_capture(const std::string& name, const std::vector<Sample>& samples) {
  constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
  constexpr std::int64_t kSecond = 1'000'000;
  CaptureBuilder capture;
  capture.pcap_header(kMicroseconds, static_cast<std::uint32_t>(samples.front().linktype));
  std::int64_t stamp = kFirstStamp;
  for (const Sample& sample : samples) {
    capture.pcap_record(
        static_cast<std::uint32_t>(stamp / kSecond), static_cast<std::uint32_t>(stamp % kSecond),
        std::string(sample.bytes.begin(), sample.bytes.begin() + sample.captured_size()),
        static_cast<std::uint32_t>(sample.bytes.size()));
    stamp += kStampStep;
  }
  std::ofstream file(name, std::ios::binary);
  file.write(capture.data().data(), static_cast<std::streamsize>(capture.size()));
  file.flush();
  if (!file) throw std::system_error(errno, std::generic_category(), name);
}

}  // namespace tapbond::test

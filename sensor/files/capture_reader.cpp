#include "sensor/files/capture_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "sensor/files/input_file.h"
#include "sensor/files/pcap_reader.h"
#include "sensor/files/pcapng_reader.h"

namespace tapbond {
namespace {

// RFC 1952, 2.3.1: the magic and the method, of which there is one, deflate.
constexpr std::array<std::uint8_t, 3> kGzipBeginning = {0x1f, 0x8b, 8};

// As many bytes as both formats have at least, or fewer when the file ends first.
std::size_t read_beginning(InputFile& file, std::span<std::uint8_t> into) {
  std::size_t have = 0;
  while (have < into.size()) {
    const ssize_t got = file.read(into.subspan(have));
    if (got == 0) break;
    if (got > 0) {
      have += static_cast<std::size_t>(got);
    } else if (errno != EAGAIN) {
      throw UnreadableFile("cannot be read: " +
                           (errno == EINTR ? std::strerror(errno) : file.problem()));
    }
  }
  return have;
}

// `have`: how many bytes of the beginning there are.
std::unique_ptr<CaptureReader> open_begun(InputFile file, const PcapFileHeader& beginning,
                                          std::size_t have, std::uint16_t leg, SlabPool& pool,
                                          const CaptureReader::OnInterface& on_interface,
                                          const CaptureReader::OnStatistics& on_statistics,
                                          const Beside& beside) {
  const bool pcap = is_pcap(beginning);
  if (!pcap && !is_pcapng(beginning)) {
    throw UnreadableFile("is neither a pcap nor a pcapng file");
  }
  if (have < beginning.size()) {
    throw UnreadableFile("breaks off in its file header, after " + std::to_string(have) + " bytes");
  }
  if (pcap && beside.section) beside.section({});
  return pcap ? make_pcap_reader(std::move(file), beginning, leg, pool, on_interface)
              : make_pcapng_reader(std::move(file), beginning, leg, pool, on_interface,
                                   on_statistics, beside);
}

std::unique_ptr<CaptureReader> open_file(const std::string& path, std::uint16_t leg, SlabPool& pool,
                                         const CaptureReader::OnInterface& on_interface,
                                         const CaptureReader::OnStatistics& on_statistics,
                                         const Beside& beside) {
  InputFile file(path);
  PcapFileHeader beginning{};
  std::size_t have = read_beginning(file, beginning);
  if (std::equal(kGzipBeginning.begin(), kGzipBeginning.end(), beginning.begin())) {
    file.decompress(std::span(beginning).first(have));
    beginning = {};
    have = read_beginning(file, beginning);
  }
  if (have == 0) throw UnreadableFile("is empty: not even the header of a capture file");
  return open_begun(std::move(file), beginning, have, leg, pool, on_interface, on_statistics,
                    beside);
}

}  // namespace

std::unique_ptr<CaptureReader> CaptureReader::open(const std::string& path, std::uint16_t leg,
                                                   SlabPool& pool, OnInterface on_interface,
                                                   OnStatistics on_statistics,
                                                   const Beside& beside) {
  try {
    return open_file(path, leg, pool, on_interface, on_statistics, beside);
  } catch (const UnreadableFile& error) {
    throw std::runtime_error((path == "-" ? "standard input" : path) + " " + error.what());
  }
}

std::unique_ptr<CaptureReader> CaptureReader::open(
    FileDescriptor stream, std::span<const std::uint8_t, kBeginningBytes> beginning,
    std::uint16_t leg, SlabPool& pool, const OnInterface& on_interface,
    const OnStatistics& on_statistics, const Beside& beside) {
  static_assert(kBeginningBytes == std::tuple_size_v<PcapFileHeader>);
  PcapFileHeader header{};
  std::copy(beginning.begin(), beginning.end(), header.begin());
  return open_begun(InputFile(std::move(stream)), header, header.size(), leg, pool, on_interface,
                    on_statistics, beside);
}

}  // namespace tapbond

#include "sensor/files/capture_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "sensor/files/file_descriptor.h"
#include "sensor/files/file_reader.h"
#include "sensor/files/pcap_reader.h"
#include "sensor/files/pcapng_reader.h"

namespace tapbond {
namespace {

constexpr std::array<std::uint8_t, 2> kGzipMagic = {0x1f, 0x8b};

[[noreturn]] void throw_errno(const std::string& what) {
  throw UnreadableFile(what + ": " + std::strerror(errno));
}

FileDescriptor open_for_reading(const std::string& path) {
  if (path == "-") return FileDescriptor::borrowed(STDIN_FILENO);
  auto file = FileDescriptor::owned(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw_errno("cannot be opened");
  return file;
}

std::uint64_t size_if_known(const FileDescriptor& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw_errno("cannot be read");
  return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

// As many bytes as both formats have at least, or fewer when the file ends first.
std::size_t read_beginning(const FileDescriptor& file, std::span<std::uint8_t> into) {
  std::size_t have = 0;
  while (have < into.size()) {
    const ssize_t got = file.read(into.subspan(have));
    if (got < 0) throw_errno("cannot be read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return have;
}

std::unique_ptr<CaptureReader> open_file(const std::string& path, std::uint16_t leg, SlabPool& pool,
                                         const CaptureReader::OnInterface& on_interface) {
  FileDescriptor file = open_for_reading(path);
  const std::uint64_t bytes_total = size_if_known(file);
  PcapFileHeader beginning{};
  const std::size_t have = read_beginning(file, beginning);
  if (have == 0) throw UnreadableFile("is empty: not even the header of a capture file");
  if (std::equal(kGzipMagic.begin(), kGzipMagic.end(), beginning.begin())) {
    throw UnreadableFile("is gzip-compressed; gunzip it first");
  }
  const bool pcap = is_pcap(beginning);
  if (!pcap && !is_pcapng(beginning)) {
    throw UnreadableFile("is neither a pcap nor a pcapng file");
  }
  if (have < beginning.size()) {
    throw UnreadableFile("breaks off in its file header, after " + std::to_string(have) + " bytes");
  }
  return pcap
             ? make_pcap_reader(std::move(file), beginning, bytes_total, leg, pool, on_interface)
             : make_pcapng_reader(std::move(file), beginning, bytes_total, leg, pool, on_interface);
}

}  // namespace

std::unique_ptr<CaptureReader> CaptureReader::open(const std::string& path, std::uint16_t leg,
                                                   SlabPool& pool, OnInterface on_interface) {
  try {
    return open_file(path, leg, pool, on_interface);
  } catch (const UnreadableFile& error) {
    throw std::runtime_error((path == "-" ? "standard input" : path) + " " + error.what());
  }
}

}  // namespace tapbond

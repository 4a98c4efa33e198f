#include "frames.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tapbond::test {
namespace {

constexpr std::int64_t kFirstStamp = 1'700'000'000;
constexpr std::int64_t kStep = 1'250'001;  // microseconds between frames

void put16(Octets& octets, std::size_t at, unsigned value) {
  octets[at] = static_cast<std::uint8_t>(value >> 8);
  octets[at + 1] = static_cast<std::uint8_t>(value);
}

unsigned sum(const Octets& octets) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) total += octets[i] << (i % 2 == 0 ? 8 : 0);
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return ~total & 0xffff;
}

const Octets kAddresses4 = hex("c0000201 c0000202");
const Octets kAddresses6 = hex("20010db8000000000000000000000001 20010db8000000000000000000000002");

Octets with_checksum(Octets message, std::size_t at, const Octets& addresses, unsigned protocol) {
  const auto size = static_cast<unsigned>(message.size());
  put16(message, at, sum(addresses + u16(protocol) + u16(size) + message));
  return message;
}

Octets udp(unsigned source, unsigned destination, const Octets& payload, const Octets& addresses) {
  const auto size = static_cast<unsigned>(payload.size() + 8);
  return with_checksum(u16(source) + u16(destination) + u16(size) + u16(0) + payload, 6, addresses,
                       17);
}

Octets tcp(const Segment& segment, const Octets& addresses) {
  const auto words = static_cast<unsigned>(5 + segment.options.size() / 4);
  return with_checksum(u16(segment.source) + u16(segment.destination) + u32(segment.sequence) +
                           u32(segment.acknowledged) + u16(words << 12 | segment.flags) + u16(512) +
                           u16(0) + u16(0) + segment.options + segment.payload,
                       16, addresses, 6);
}

// A file that goes away with the object.
class ScratchFile {
 public:
  ScratchFile() {
    std::string name = std::filesystem::temp_directory_path() / "decoders_test_XXXXXX";
    const int handle = mkstemp(name.data());
    if (handle < 0) throw std::system_error(errno, std::generic_category(), name);
    close(handle);
    name_ = name;
  }
  ~ScratchFile() { std::remove(name_.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

void write_native(std::ofstream& file, std::uint32_t value) {
  file.write(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint32_t captured(const Sample& sample) {
  return std::min(sample.captured, static_cast<std::uint32_t>(sample.bytes.size()));
}

void write_capture(const std::string& name, const std::vector<Sample>& samples) {
  std::ofstream file(name, std::ios::binary);
  write_native(file, 0xa1b2c3d4);
  write_native(file, 4u << 16 | 2);
  write_native(file, 0);
  write_native(file, 0);
  write_native(file, 262144);
  write_native(file, static_cast<std::uint32_t>(samples.front().linktype));
  std::int64_t stamp = 0;
  for (const Sample& sample : samples) {
    write_native(file, static_cast<std::uint32_t>(kFirstStamp + stamp / 1'000'000));
    write_native(file, static_cast<std::uint32_t>(stamp % 1'000'000));
    write_native(file, captured(sample));
    write_native(file, static_cast<std::uint32_t>(sample.bytes.size()));
    file.write(reinterpret_cast<const char*>(sample.bytes.data()), captured(sample));
    stamp += kStep;
  }
}

std::string flags_of(const TextOptions& options) {
  static constexpr std::array kTimes{"", " -t", " -tt", " -ttt", " -tttt", " -ttttt"};
  static constexpr std::array kDumps{"", " -x", " -xx", " -X", " -XX", " -A"};
  std::string flags = "-n";
  if (options.link_header) flags += " -e";
  if (options.quick) flags += " -q";
  for (int i = 0; i < options.verbosity; ++i) flags += " -v";
  if (options.absolute_sequence) flags += " -S";
  if (options.number) flags += " -#";
  flags += kTimes[static_cast<std::size_t>(options.time)];
  flags += kDumps[static_cast<std::size_t>(options.dump)];
  return flags;
}

}  // namespace

Octets hex(std::string_view digits) {
  Octets result;
  unsigned value = 0;
  bool half = false;
  for (const char c : digits) {
    if (c == ' ') continue;
    value = value << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (half) result.push_back(static_cast<std::uint8_t>(value));
    half = !half;
  }
  return result;
}

Octets ascii(std::string_view text) { return {text.begin(), text.end()}; }

Octets operator+(Octets left, const Octets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Octets u16(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Octets u32(std::uint32_t value) { return u16(value >> 16) + u16(value & 0xffff); }

Octets ethernet(unsigned type, const Octets& payload) {
  return hex("020000000002 020000000001") + u16(type) + payload;
}

Octets ipv4(unsigned protocol, const Octets& payload, const Octets& options) {
  const auto words = static_cast<unsigned>(5 + options.size() / 4);
  const auto size = static_cast<unsigned>(words * 4 + payload.size());
  Octets header = u16(0x4000 | words << 8) + u16(size) + u16(1) + u16(0x4000) +
                  u16(64u << 8 | protocol) + u16(0) + kAddresses4 + options;
  put16(header, 10, sum(header));
  return ethernet(0x0800, header + payload);
}

Octets ipv4_fragment(unsigned protocol, unsigned offset, bool more, const Octets& payload) {
  Octets frame = ipv4(protocol, payload);
  Octets header(frame.begin() + 14, frame.begin() + 34);
  put16(header, 6, offset / 8 | (more ? 0x2000u : 0u));
  put16(header, 10, 0);
  put16(header, 10, sum(header));
  return ethernet(0x0800, header + payload);
}

Octets ipv6(unsigned next, const Octets& payload) {
  return ethernet(0x86dd, u32(0x60000000) + u16(static_cast<unsigned>(payload.size())) +
                              u16(next << 8 | 64) + kAddresses6 + payload);
}

Octets udp4(unsigned source, unsigned destination, const Octets& payload) {
  return ipv4(17, udp(source, destination, payload, kAddresses4));
}

Octets udp6(unsigned source, unsigned destination, const Octets& payload) {
  return ipv6(17, udp(source, destination, payload, kAddresses6));
}

Octets icmpv6(const Octets& message) {
  return ipv6(58, with_checksum(message, 2, kAddresses6, 58));
}

Octets tcp4(const Segment& segment) { return ipv4(6, tcp(segment, kAddresses4)); }

Octets tcp6(const Segment& segment) { return ipv6(6, tcp(segment, kAddresses6)); }

std::string printed(const std::vector<Sample>& samples, const TextOptions& options) {
  FramePrinter printer(options);
  std::string out;
  std::int64_t stamp = kFirstStamp * 1'000'000;
  for (const Sample& sample : samples) {
    // Exactly the captured bytes, so that a read past them is seen by the sanitizer.
    const Octets bytes(sample.bytes.begin(), sample.bytes.begin() + captured(sample));
    FrameView view;
    view.stamp = stamp * 1000;
    view.bytes = bytes.data();
    view.captured = captured(sample);
    view.length = static_cast<std::uint32_t>(sample.bytes.size());
    view.linktype = sample.linktype;
    printer.print(view, out);
    stamp += kStep;
  }
  return out;
}

std::string printed_by_tcpdump(const std::vector<Sample>& samples, const TextOptions& options) {
  const ScratchFile file;
  write_capture(file.name(), samples);
  const std::string command =
      "tcpdump " + flags_of(options) + " -r " + file.name() + " 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::system_error(errno, std::generic_category(), "tcpdump");
  std::string out;
  std::array<char, 4096> buffer;
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    out.append(buffer.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

void expect_text(const std::vector<Sample>& samples, const TextOptions& options,
                 const std::string& expected) {
  EXPECT_EQ(printed(samples, options), expected);
  EXPECT_EQ(printed_by_tcpdump(samples, options), expected);
}

void expect_text(const Octets& frame, const std::string& expected, int verbosity) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  options.verbosity = verbosity;
  expect_text({{frame}}, options, expected + "\n");
}

void expect_parity(const std::vector<Sample>& samples) {
  const auto same = [&](const TextOptions& options) {
    EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options)) << flags_of(options);
  };
  for (int verbosity = 0; verbosity <= 3; ++verbosity) {
    TextOptions options;
    options.verbosity = verbosity;
    same(options);
    options.link_header = true;
    same(options);
  }
  for (int style = 0; style <= 5; ++style) {
    TextOptions options;
    options.time = static_cast<TimeStyle>(style);
    options.number = style % 2 == 0;
    same(options);
    options = {};
    options.dump = static_cast<DumpStyle>(style);
    same(options);
  }
  TextOptions options;
  options.quick = true;
  same(options);
  options.link_header = true;
  same(options);
  options = {};
  options.absolute_sequence = true;
  same(options);
}

}  // namespace tapbond::test

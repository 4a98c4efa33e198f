#include "frames.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <system_error>

#include "capture.h"

namespace tapbond::test {
namespace {

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

std::string printed(const std::vector<Sample>& samples, const TextOptions& options) {
  FramePrinter printer(options);
  std::string out;
  std::int64_t stamp = kFirstStamp;
  for (const Sample& sample : samples) {
    // Exactly the captured bytes, so that a read past them is seen by the sanitizer.
    const Octets bytes(sample.bytes.begin(), sample.bytes.begin() + sample.captured_size());
    FrameView view;
    view.stamp = stamp * 1000;
    view.bytes = bytes.data();
    view.captured = sample.captured_size();
    view.length = static_cast<std::uint32_t>(sample.bytes.size());
    view.linktype = sample.linktype;
    printer.print(view, out);
    stamp += kStampStep;
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

namespace {

void expect_same(const std::vector<Sample>& samples, const TextOptions& options) {
  EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options)) << flags_of(options);
}

}  // namespace

void expect_parity(const std::vector<Sample>& samples) {
  for (int verbosity = 1; verbosity <= 3; ++verbosity) {
    TextOptions options;
    options.verbosity = verbosity;
    expect_same(samples, options);
    options.link_header = true;
    expect_same(samples, options);
  }
  expect_brief_parity(samples);
}

void expect_brief_parity(const std::vector<Sample>& samples) {
  for (int style = 0; style <= 5; ++style) {
    TextOptions options;
    options.time = static_cast<TimeStyle>(style);
    options.number = style % 2 == 0;
    expect_same(samples, options);
    options = {};
    options.dump = static_cast<DumpStyle>(style);
    expect_same(samples, options);
  }
  TextOptions options;
  options.link_header = true;
  expect_same(samples, options);
  options.quick = true;
  expect_same(samples, options);
  options.link_header = false;
  expect_same(samples, options);
  options = {};
  options.absolute_sequence = true;
  expect_same(samples, options);
}

}  // namespace tapbond::test

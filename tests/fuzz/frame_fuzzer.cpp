// One frame per input. The first two bytes choose the options and how much of the frame was
// captured; the rest is the frame, or what follows the headers that lead to one decoder.
//
// Which decoder, the environment says: FUZZ_FRAMES is "linktype N", "udp PORT", "tcp PORT",
// "ip PROTOCOL", "ethertype TYPE..." or "cisco PROTOCOL..."; where there are several, the input
// chooses.
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "decoders/frame_printer.h"

namespace {

using Octets = std::vector<std::uint8_t>;

struct Frames {
  std::string layer;
  std::vector<unsigned> values;
};

Frames frames;

Frames parse_frames(const char* text) {
  Frames parsed;
  std::istringstream words(text == nullptr ? "" : text);
  words >> parsed.layer;
  for (std::string word; words >> word;) {
    parsed.values.push_back(static_cast<unsigned>(std::stoul(word, nullptr, 0)));
  }
  return parsed;
}

void append(Octets& frame, std::initializer_list<unsigned> values) {
  for (const unsigned value : values) frame.push_back(static_cast<std::uint8_t>(value));
}

void append_ethernet(Octets& frame, unsigned type) {
  append(frame, {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, type >> 8, type & 0xff});
}

void append_ipv4(Octets& frame, unsigned protocol, std::size_t payload) {
  append_ethernet(frame, 0x0800);
  const auto size = static_cast<unsigned>(20 + payload);
  append(frame, {0x45, 0, size >> 8, size & 0xff, 0, 1, 0,   0, 64, protocol,
                 0,    0, 192,       0,           2, 1, 192, 0, 2,  2});
}

Octets headers(std::size_t payload, unsigned value) {
  Octets frame;
  const unsigned high = value >> 8;
  const unsigned low = value & 0xff;
  if (frames.layer == "udp") {
    append_ipv4(frame, 17, payload + 8);
    const auto size = static_cast<unsigned>(payload + 8);
    append(frame, {high, low, high, low, size >> 8, size & 0xff, 0, 0});
  } else if (frames.layer == "tcp") {
    append_ipv4(frame, 6, payload + 20);
    append(frame, {0x9c, 0x40, high, low, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 2, 0, 0, 0, 0, 0});
  } else if (frames.layer == "ip") {
    append_ipv4(frame, value, payload);
  } else if (frames.layer == "ethertype") {
    append_ethernet(frame, value);
  } else if (frames.layer == "cisco") {
    append_ethernet(frame, static_cast<unsigned>(payload + 8));
    append(frame, {0xaa, 0xaa, 3, 0, 0, 0x0c, high, low});
  }
  return frame;
}

// The output's contract: whole lines, and nothing in them that a terminal would act on.
void check(const std::string& text) {
  if (text.empty() || text.back() != '\n') std::abort();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x7f || (byte < 0x20 && c != '\n' && c != '\t')) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  frames = parse_frames(std::getenv("FUZZ_FRAMES"));
  if (!frames.values.empty()) return 0;
  std::cerr << "FUZZ_FRAMES says what frames to make: \"linktype 1\", say, or \"udp 53\"\n";
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  tapbond::TextOptions options;
  options.link_header = (data[0] & 1) != 0;
  options.quick = (data[0] & 14) == 14;
  options.verbosity = data[0] >> 4 & 3;
  options.dump = static_cast<tapbond::DumpStyle>((data[0] >> 6) % 4);
  const unsigned value = frames.values[(data[1] >> 4) % frames.values.size()];
  Octets frame = headers(size - 2, value);
  frame.insert(frame.end(), data + 2, data + size);
  const std::size_t missing = data[1] % 16;

  tapbond::FrameView view;
  view.length = static_cast<std::uint32_t>(frame.size());
  view.captured = static_cast<std::uint32_t>(frame.size() > missing ? frame.size() - missing : 0);
  const Octets captured(frame.begin(), frame.begin() + view.captured);
  view.bytes = captured.data();
  view.linktype = frames.layer == "linktype" ? static_cast<int>(value) : 1;
  std::string out;
  tapbond::FramePrinter printer(options);
  printer.print(view, out);
  printer.print(view, out);
  check(out);
  return 0;
}

// One frame per input. The first two bytes choose the options and how much of the frame was
// captured; the rest is the frame, or what follows the headers that this target puts before it.
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "decoders/frame_printer.h"

namespace {

using Octets = std::vector<std::uint8_t>;

void append(Octets& frame, std::initializer_list<unsigned> values) {
  for (const unsigned value : values) frame.push_back(static_cast<std::uint8_t>(value));
}

[[maybe_unused]] void append_ethernet(Octets& frame, unsigned type) {
  append(frame, {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, type >> 8, type & 0xff});
}

[[maybe_unused]] void append_ipv4(Octets& frame, unsigned protocol, std::size_t payload) {
  append_ethernet(frame, 0x0800);
  const auto size = static_cast<unsigned>(20 + payload);
  append(frame, {0x45, 0, size >> 8, size & 0xff, 0, 1, 0,   0, 64, protocol,
                 0,    0, 192,       0,           2, 1, 192, 0, 2,  2});
}

[[maybe_unused]] unsigned one_of(std::initializer_list<unsigned> values, std::uint8_t selector) {
  return values.begin()[selector % values.size()];
}

Octets headers([[maybe_unused]] std::size_t payload, [[maybe_unused]] std::uint8_t selector) {
  Octets frame;
#if defined(FUZZ_UDP_PORT)
  append_ipv4(frame, 17, payload + 8);
  const auto size = static_cast<unsigned>(payload + 8);
  append(frame, {FUZZ_UDP_PORT >> 8, FUZZ_UDP_PORT & 0xff, FUZZ_UDP_PORT >> 8, FUZZ_UDP_PORT & 0xff,
                 size >> 8, size & 0xff, 0, 0});
#elif defined(FUZZ_TCP_PORT)
  append_ipv4(frame, 6, payload + 20);
  append(frame, {0x9c,
                 0x40,
                 FUZZ_TCP_PORT >> 8,
                 FUZZ_TCP_PORT & 0xff,
                 0,
                 0,
                 0,
                 1,
                 0,
                 0,
                 0,
                 1,
                 0x50,
                 0x18,
                 2,
                 0,
                 0,
                 0,
                 0,
                 0});
#elif defined(FUZZ_IP_PROTOCOL)
  append_ipv4(frame, FUZZ_IP_PROTOCOL, payload);
#elif defined(FUZZ_ETHERTYPES)
  append_ethernet(frame, one_of({FUZZ_ETHERTYPES}, selector));
#elif defined(FUZZ_CISCO_PROTOCOLS)
  const unsigned protocol = one_of({FUZZ_CISCO_PROTOCOLS}, selector);
  append_ethernet(frame, static_cast<unsigned>(payload + 8));
  append(frame, {0xaa, 0xaa, 3, 0, 0, 0x0c, protocol >> 8, protocol & 0xff});
#elif defined(FUZZ_ETHERTYPE)
  append_ethernet(frame, FUZZ_ETHERTYPE);
#endif
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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  tapbond::TextOptions options;
  options.link_header = (data[0] & 1) != 0;
  options.quick = (data[0] & 14) == 14;
  options.verbosity = data[0] >> 4 & 3;
  options.dump = static_cast<tapbond::DumpStyle>((data[0] >> 6) % 4);
  Octets frame = headers(size - 2, data[1] >> 4);
  frame.insert(frame.end(), data + 2, data + size);
  const std::size_t missing = data[1] % 16;

  tapbond::FrameView view;
  view.length = static_cast<std::uint32_t>(frame.size());
  view.captured = static_cast<std::uint32_t>(frame.size() > missing ? frame.size() - missing : 0);
  const Octets captured(frame.begin(), frame.begin() + view.captured);
  view.bytes = captured.data();
  view.linktype = FUZZ_LINKTYPE;
  std::string out;
  tapbond::FramePrinter printer(options);
  printer.print(view, out);
  printer.print(view, out);
  check(out);
  return 0;
}

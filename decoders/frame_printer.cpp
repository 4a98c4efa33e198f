#include "decoders/frame_printer.h"

#include "decoders/core/clock.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/session.h"
#include "decoders/link/link_types.h"

namespace tapbond {
namespace {

using text::Bytes;
using text::Line;

constexpr std::uint32_t kMostBytes = 262144;

// A header that no capture can have had: the frame is not looked into. False for a sane one.
bool put_invalid_header(Line& line, const FrameView& frame) {
  bool any = false;
  const auto fault = [&]<typename... T>(fmt::format_string<T...> format, T&&... values) {
    line.put(any ? "," : "[Invalid header:");
    line.print(format, std::forward<T>(values)...);
    any = true;
  };
  if (frame.captured == 0) fault(" caplen==0");
  if (frame.length == 0) {
    fault(" len==0");
  } else if (frame.length < frame.captured) {
    fault(" len({}) < caplen({})", frame.length, frame.captured);
  }
  if (frame.captured > kMostBytes) fault(" caplen({}) > {}", frame.captured, kMostBytes);
  if (frame.length > kMostBytes) fault(" len({}) > {}", frame.length, kMostBytes);
  if (any) line.put("]\n");
  return any;
}

void put_dump(Line& line, const FrameView& frame) {
  const DumpStyle style = line.options.dump;
  if (style == DumpStyle::kNone) return;
  const bool with_link = style == DumpStyle::kHexLink || style == DumpStyle::kHexAsciiLink;
  const std::uint32_t skip = with_link ? 0 : line.link_bytes;
  if (frame.captured <= skip) return;
  const std::string_view bytes(reinterpret_cast<const char*>(frame.bytes) + skip,
                               frame.captured - skip);
  switch (style) {
    case DumpStyle::kHex:
    case DumpStyle::kHexLink:
      put_hex_dump(line, bytes);
      break;
    case DumpStyle::kHexAscii:
    case DumpStyle::kHexAsciiLink:
      put_hex_ascii_dump(line, bytes);
      break;
    case DumpStyle::kAscii:
      put_ascii_dump(line, bytes);
      break;
    case DumpStyle::kNone:
      break;
  }
}

}  // namespace

class FramePrinter::Impl {
 public:
  explicit Impl(const TextOptions& options)
      : options_(options), clock_(options.time, options.nanoseconds) {}

  void print(const FrameView& frame, std::string& out) {
    Line line(options_, session_, out);
    const bool hex_dump = options_.dump != DumpStyle::kNone && options_.dump != DumpStyle::kAscii;
    line.dump_payload = !hex_dump && !options_.quick;
    if (options_.number) line.print("{:5}  ", ++frames_);
    if (put_invalid_header(line, frame)) return;
    clock_.put(line, frame.stamp);
    if (!frame.leg.empty()) line.print("{:<5} ", frame.leg);
    const Bytes bytes = line.bytes(frame.bytes, frame.captured, frame.length);
    if (const auto decode = text::link_decoder(frame.linktype)) {
      decode(line, bytes);
    } else {
      text::unknown_link(line, bytes, frame.linktype);
    }
    if (line.cut()) {
      line.forget_cut();
      line.truncated();
    }
    put_dump(line, frame);
    line.put('\n');
  }

 private:
  const TextOptions options_;
  text::Session session_;
  text::Clock clock_;
  std::uint64_t frames_ = 0;
};

FramePrinter::FramePrinter(const TextOptions& options) : impl_(std::make_unique<Impl>(options)) {}

FramePrinter::~FramePrinter() = default;

void FramePrinter::print(const FrameView& frame, std::string& out) { impl_->print(frame, out); }

}  // namespace tapbond

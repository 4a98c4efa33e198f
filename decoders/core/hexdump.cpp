#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::size_t kPerLine = 16;
constexpr std::size_t kHexWidth = 40;

bool graphic(char c) { return c > ' ' && c < '\x7f'; }

void put_dump(Line& line, std::string_view bytes, std::string_view indent, bool ascii,
              std::size_t offset = 0) {
  for (std::size_t begin = 0; begin < bytes.size(); begin += kPerLine) {
    const std::string_view row = bytes.substr(begin, kPerLine);
    char text[kHexWidth + 2 + kPerLine];
    char* to = text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i % 2 == 0) *to++ = ' ';
      const auto value = static_cast<unsigned char>(row[i]);
      *to++ = kHex[value >> 4];
      *to++ = kHex[value & 15];
    }
    if (ascii) {
      while (to < text + kHexWidth + 2) *to++ = ' ';
      for (const char c : row) *to++ = graphic(c) ? c : '.';
    }
    line.put(indent);
    line.print("0x{:04x}: ", offset + begin);
    line.put(std::string_view(text, static_cast<std::size_t>(to - text)));
  }
}

}  // namespace

void put_hex_dump(Line& line, std::string_view bytes) { put_dump(line, bytes, "\n\t", false); }

void put_hex_ascii_dump(Line& line, std::string_view bytes) { put_dump(line, bytes, "\n\t", true); }

void put_hex_rows(Line& line, Bytes data, std::uint32_t offset, std::uint32_t count) {
  put_dump(line, data.seen(offset, count), "\n", false, offset);
}

void put_ascii_dump(Line& line, std::string_view bytes) {
  line.put('\n');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '\r') {
      if (i + 2 < bytes.size() && bytes[i + 1] != '\n') line.put('.');
    } else if (graphic(c) || c == '\t' || c == ' ' || c == '\n') {
      line.put(c);
    } else {
      line.put('.');
    }
  }
}

void put_unknown_payload(Line& line, Bytes data) {
  put_unknown_payload(line, data, data.captured());
}

void put_unknown_payload(Line& line, Bytes data, std::uint32_t count) {
  if (line.dump_payload) put_hex_ascii_dump(line, data.seen(0, count));
}

void put_unknown_field(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count,
                       std::string_view indent) {
  put_dump(line, data.seen(offset, count), indent, false);
  if (!data.has(offset, count)) line.cut_here();
}

void put_hex_ascii_field(Line& line, Bytes data, std::string_view indent) {
  put_dump(line, data.seen(0, data.length()), indent, true);
  data.must_be_whole();
}

void put_unknown_rest(Line& line, Bytes data, std::string_view indent) {
  put_dump(line, data.seen(0, data.length()), indent, false);
}

}  // namespace tapbond::text

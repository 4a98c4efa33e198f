// The Trivial File Transfer Protocol (RFC 1350) and its options (RFC 2347).
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

enum Operation : std::uint16_t { kRead = 1, kWrite, kData, kAcknowledgment, kError, kOptions };
constexpr Name kOperations[] = {
    {kRead, "RRQ"},           {kWrite, "WRQ"},   {kData, "DATA"},
    {kAcknowledgment, "ACK"}, {kError, "ERROR"}, {kOptions, "OACK"},
};
constexpr Name kErrors[] = {
    {0, "EUNDEF"}, {1, "ENOTFOUND"}, {2, "EACCESS"}, {3, "ENOSPACE"},
    {4, "EBADOP"}, {5, "EBADID"},    {6, "EEXISTS"}, {7, "ENOUSER"},
};

// The text before the next zero byte, which it takes as well; false where there is none.
bool put_next(Line& line, Bytes& data) {
  const std::string_view there = data.seen(0, data.length());
  const std::size_t end = there.find('\0');
  const auto size = static_cast<std::uint32_t>(std::min(end, there.size()));
  put_text(line, data, 0, size);
  data = data.from(size + 1);
  return end != std::string_view::npos;
}

bool put_options(Line& line, Bytes data) {
  while (data.length() > 0 && !line.cut()) {
    if (data.u8(0) != 0) line.put(' ');
    if (!put_next(line, data)) return false;
  }
  return true;
}

bool put_request(Line& line, Bytes data) {
  if (data.length() == 0) return false;
  line.put(" \"");
  const bool named = put_next(line, data);
  line.put('"');
  if (!named) return false;
  if (data.length() == 0) return false;
  line.put(' ');
  if (!put_next(line, data)) return false;
  return put_options(line, data);
}

bool put_error(Line& line, Bytes data) {
  if (data.length() < 2) return false;
  const std::uint16_t error = data.u16(0);
  line.put(' ');
  if (const Name* name = find_name(kErrors, error)) {
    line.put(name->text);
  } else {
    line.print("tftp-err-#{} \"", error);
  }
  data = data.from(2);
  if (data.length() == 0) return false;
  line.put(" \"");
  const bool ended = put_next(line, data);
  line.put('"');
  return ended;
}

// False where the message ends early.
bool put_message(Line& line, std::uint16_t operation, Bytes data) {
  switch (operation) {
    case kRead:
    case kWrite:
      return put_request(line, data);
    case kOptions:
      return put_options(line, data);
    case kData:
    case kAcknowledgment:
      if (data.length() < 2) return false;
      line.print(" block {}", data.u16(0));
      return true;
    case kError:
      return put_error(line, data);
    default:
      return true;
  }
}

}  // namespace

void tftp(Line& line, Bytes data) {
  line.protocol = "tftp";
  line.print("TFTP, length {}", data.length());
  if (data.length() < 2) {
    line.truncated();
    return;
  }
  const std::uint16_t operation = data.u16(0);
  line.put(", ");
  put_name(line, kOperations, operation, "tftp-#{}");
  if (!put_message(line, operation, data.from(2))) line.truncated();
}

}  // namespace tapbond::text

#include "decoders/application/ber.h"

#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

using Kind = BerElement::Kind;

enum Class : unsigned { kUniversal, kApplication, kContext, kPrivate };

constexpr std::string_view kUniversalNames[] = {
    "U-0", "Boolean", "Integer", "Bitstring", "String", "Null", "ObjID", "ObjectDes", "U-8",
    "U-9", "U-10",    "U-11",    "U-12",      "U-13",   "U-14", "U-15",  "Sequence",  "Set"};
constexpr std::string_view kApplicationNames[] = {"IpAddress", "Counter", "Gauge",    "TimeTicks",
                                                  "Opaque",    "C-5",     "Counter64"};
constexpr std::string_view kMessageNames[] = {"GetRequest", "GetNextRequest", "GetResponse",
                                              "SetRequest", "Trap",           "GetBulk",
                                              "Inform",     "V2Trap",         "Report"};
constexpr std::string_view kExceptionNames[] = {"noSuchObject", "noSuchInstance", "endOfMibView"};

std::size_t known_ids(unsigned tag_class) {
  switch (tag_class) {
    case kUniversal:
      return std::size(kUniversalNames);
    case kApplication:
      return std::size(kApplicationNames);
    case kContext:
      return std::size(kMessageNames);
    default:
      return 1;
  }
}

std::string_view id_name(unsigned tag_class, std::uint32_t id) {
  switch (tag_class) {
    case kUniversal:
      return kUniversalNames[id];
    case kApplication:
      return kApplicationNames[id];
    case kContext:
      return kMessageNames[id];
    default:
      return "P-0";
  }
}

// Without copying: the header's size and the content's.
struct Header {
  unsigned tag_class = 0;
  bool constructed = false;
  std::uint8_t id = 0;  // as tcpdump keeps it: of a longer one the last bits
  std::uint32_t size = 0;
  std::uint32_t content = 0;
};

std::optional<Header> read_header(Line& line, Bytes data) {
  const auto fail = [&line]<typename... T>(fmt::format_string<T...> format,
                                           T&&... values) -> std::optional<Header> {
    line.print(format, std::forward<T>(values)...);
    return std::nullopt;
  };
  if (data.length() < 1) return fail("[nothing to parse]");
  Header header;
  const std::uint8_t first = data.u8(0);
  header.tag_class = first >> 6;
  header.constructed = (first & 0x20) != 0;
  header.id = first & 0x1f;
  std::uint32_t at = 1;
  if (header.id == 0x1f) {
    header.id = 0;
    while ((data.u8(at) & 0x80) != 0) {
      if (line.cut()) return std::nullopt;
      if (at >= data.length()) return fail("[Xtagfield?]");
      header.id = static_cast<std::uint8_t>(header.id << 7 | (data.u8(at++) & 0x7f));
    }
    if (at >= data.length()) return fail("[Xtagfield?]");
    header.id = static_cast<std::uint8_t>(header.id << 7 | data.u8(at++));
  }
  if (at >= data.length()) return fail("[no asnlen]");
  header.content = data.u8(at++);
  if ((header.content & 0x80) != 0) {
    const std::uint32_t octets = header.content & 0x7f;
    const std::uint32_t left = data.length() - at;
    if (left < octets) return fail("[asnlen? {}<{}]", left, octets);
    header.content = 0;
    for (std::uint32_t i = 0; i < octets; ++i) header.content = header.content << 8 | data.u8(at++);
  }
  if (line.cut()) return std::nullopt;
  if (const std::uint32_t left = data.length() - at; left < header.content) {
    return fail("[len{}<asnlen{}]", left, header.content);
  }
  // tcpdump calls every class x where it means the name of it.
  if (header.id >= known_ids(header.tag_class)) {
    return fail("[id?{}/x/{}]", header.constructed ? 'C' : 'P', header.id);
  }
  header.size = at;
  return header;
}

std::uint64_t read_number(Bytes content, std::uint64_t value) {
  for (std::uint32_t i = 0; i < content.length(); ++i) value = value << 8 | content.u8(i);
  return value;
}

bool read_universal(Line& line, BerElement& element) {
  switch (element.id) {
    case 4:
      element.kind = Kind::kString;
      return true;
    case 2:
      element.kind = Kind::kInteger;
      if (element.content.length() == 0) {
        line.put("[asnlen=0]");
        line.invalid();
        return false;
      }
      element.integer = static_cast<std::int32_t>(static_cast<std::uint32_t>(
          read_number(element.content, (element.content.u8(0) & 0x80) != 0 ? ~0ull : 0)));
      return true;
    case 6:
      element.kind = Kind::kObjectId;
      return true;
    case 5:
      element.kind = Kind::kNull;
      return true;
    default:
      line.print("[P/U/{}]", id_name(kUniversal, element.id));
      return true;
  }
}

void read_application(Line& line, BerElement& element) {
  switch (element.id) {
    case 0:
      element.kind = Kind::kAddress;
      return;
    case 1:
    case 2:
    case 3:
      element.kind = Kind::kUnsigned;
      element.number = static_cast<std::uint32_t>(read_number(element.content, 0));
      return;
    case 6:
      element.kind = Kind::kUnsigned64;
      element.number = read_number(element.content, 0);
      return;
    default:
      line.print("[P/A/{}]", id_name(kApplication, element.id));
  }
}

bool read_primitive(Line& line, BerElement& element, unsigned tag_class) {
  switch (tag_class) {
    case kUniversal:
      return read_universal(line, element);
    case kApplication:
      read_application(line, element);
      return true;
    case kContext:
      element.kind = Kind::kAny;
      if (element.id == 0) element.kind = Kind::kNoSuchObject;
      if (element.id == 1) element.kind = Kind::kNoSuchInstance;
      if (element.id == 2) element.kind = Kind::kEndOfView;
      return true;
    default:
      line.print("[P/x/{}]", id_name(tag_class, element.id));
      return true;
  }
}

void read_constructed(Line& line, BerElement& element, unsigned tag_class) {
  if (tag_class == kUniversal && element.id == 16) {
    element.kind = Kind::kSequence;
  } else if (tag_class == kUniversal) {
    line.print("C/U/{}", id_name(tag_class, element.id));
  } else if (tag_class == kContext) {
    element.kind = Kind::kMessage;
  } else {
    line.print("C/x/{}", id_name(tag_class, element.id));
  }
}

void put_object_id(Line& line, Bytes content) {
  std::uint32_t part = 0;
  bool first = true;
  for (std::uint32_t i = 0; i < content.length(); ++i) {
    const std::uint8_t octet = content.u8(i);
    part = part << 7 | (octet & 0x7fu);
    if ((octet & 0x80) != 0) continue;
    if (first) {
      const std::uint32_t root = std::min(part / 40, 2u);
      line.print(".{}", root);
      part -= root * 40;
      first = false;
    }
    line.print(".{}", part);
    part = 0;
  }
}

}  // namespace

std::optional<BerElement> take_ber(Line& line, Bytes& data) {
  const auto header = read_header(line, data);
  if (!header) return std::nullopt;
  if (data.raw(header->size, header->content) == nullptr) return std::nullopt;
  BerElement element;
  element.id = header->id;
  element.content = data.from(header->size).claiming(header->content);
  if (header->constructed) {
    read_constructed(line, element, header->tag_class);
  } else if (!read_primitive(line, element, header->tag_class)) {
    return std::nullopt;
  }
  data = data.from(header->size + header->content);
  return element;
}

void put_ber_octets(Line& line, const BerElement& element) {
  for (std::uint32_t i = 0; i < element.content.length(); ++i) {
    line.print("_{:02x}", element.content.u8(i));
  }
}

void put_ber_string(Line& line, const BerElement& element) {
  const Bytes content = element.content;
  bool printable = true;
  for (std::uint32_t i = 0; i < content.length(); ++i) {
    printable = printable && content.u8(i) >= ' ' && content.u8(i) < 0x7f;
  }
  if (printable) {
    line.put('"');
    put_text(line, content, 0, content.length());
    line.put('"');
    return;
  }
  for (std::uint32_t i = 0; i < content.length(); ++i) {
    line.print("{}{:02x}", i > 0 ? "_" : "", content.u8(i));
  }
}

void put_ber(Line& line, const BerElement& element) {
  switch (element.kind) {
    case Kind::kAny:
      line.put("[BE_ANY!?]");
      return;
    case Kind::kOctets:
      put_ber_octets(line, element);
      return;
    case Kind::kNull:
      return;
    case Kind::kObjectId:
      put_object_id(line, element.content);
      return;
    case Kind::kInteger:
      line.print("{}", element.integer);
      return;
    case Kind::kUnsigned:
    case Kind::kUnsigned64:
      line.print("{}", element.number);
      return;
    case Kind::kString:
      put_ber_string(line, element);
      return;
    case Kind::kSequence:
      line.print("Seq({})", element.content.length());
      return;
    case Kind::kAddress:
      if (element.content.length() != 4) line.put("[inetaddr len!=4]");
      for (std::uint32_t i = 0; i < element.content.length(); ++i) {
        line.print("{}{}", i > 0 ? "." : "", element.content.u8(i));
      }
      return;
    case Kind::kNoSuchObject:
    case Kind::kNoSuchInstance:
    case Kind::kEndOfView:
      line.put('[');
      line.put(kExceptionNames[element.id]);
      line.put(']');
      return;
    case Kind::kMessage:
      line.put(kMessageNames[element.id]);
      line.print("({})", element.content.length());
      return;
  }
}

}  // namespace tapbond::text

#include "decoders/messages/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace tapbond::messages {
namespace {

using Octets = std::span<const std::uint8_t>;

enum Tag : std::uint8_t {
  kObjectId = 0x06,
  kWideString = 0x1e,  // two bytes for each character
  kSequence = 0x30,
  kSet = 0x31,
  kVersion = 0xa0,
};

constexpr std::size_t kMostOfName = 4096;  // bytes of text

// Short names of attributes, by their number in DER.
constexpr std::pair<std::string_view, std::string_view> kAttributes[] = {
    {"\x55\x04\x03", "CN"},
    {"\x55\x04\x04", "SN"},
    {"\x55\x04\x05", "serialNumber"},
    {"\x55\x04\x06", "C"},
    {"\x55\x04\x07", "L"},
    {"\x55\x04\x08", "ST"},
    {"\x55\x04\x09", "street"},
    {"\x55\x04\x0a", "O"},
    {"\x55\x04\x0b", "OU"},
    {"\x55\x04\x0c", "title"},
    {"\x55\x04\x0d", "description"},
    {"\x55\x04\x0f", "businessCategory"},
    {"\x55\x04\x11", "postalCode"},
    {"\x55\x04\x2a", "GN"},
    {"\x55\x04\x2e", "dnQualifier"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "emailAddress"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01", "jurisdictionL"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02", "jurisdictionST"},
    {"\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", "jurisdictionC"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "UID"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "DC"},
};

struct Element {
  std::uint8_t tag = 0;
  Octets content;
  Octets whole;
};

// The element at the front of `data`, which is taken off. Nothing where it is none in DER.
std::optional<Element> take(Octets& data) {
  constexpr std::uint8_t kLongTag = 0x1f;
  if (data.size() < 2 || (data[0] & kLongTag) == kLongTag) return std::nullopt;
  std::size_t header = 2;
  std::size_t size = data[1];
  if (size >= 0x80) {
    const std::size_t bytes = size & 0x7f;
    if (bytes == 0 || bytes > 3 || data.size() < header + bytes) return std::nullopt;
    size = 0;
    for (std::size_t i = 0; i < bytes; ++i) size = size << 8 | data[header + i];
    header += bytes;
  }
  if (data.size() - header < size) return std::nullopt;
  const Element element{data[0], data.subspan(header, size), data.first(header + size)};
  data = data.subspan(header + size);
  return element;
}

std::optional<Octets> take(Octets& data, Tag tag) {
  const auto element = take(data);
  return element && element->tag == tag ? std::optional(element->content) : std::nullopt;
}

void put_utf8(std::string& text, unsigned point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xc0 | point >> 6);
    text += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    text += static_cast<char>(0xe0 | point >> 12);
    text += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (point & 0x3f));
  }
}

std::string text_of(const Element& value) {
  if (value.tag != kWideString)
    return {reinterpret_cast<const char*>(value.content.data()), value.content.size()};
  std::string text;
  for (std::size_t i = 0; i + 1 < value.content.size(); i += 2)
    put_utf8(text, static_cast<unsigned>(value.content[i]) << 8 | value.content[i + 1]);
  return text;
}

void put_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool at_edge = i == 0 || i + 1 == text.size();
    if (c < ' ' || c > '~') {
      fmt::format_to(std::back_inserter(out), "\\{:02X}", static_cast<unsigned char>(c));
      continue;
    }
    if (std::string_view(",+\"\\<>;").find(c) != std::string_view::npos || (c == '#' && i == 0) ||
        (c == ' ' && at_edge))
      out += '\\';
    out += c;
  }
}

void put_object_id(std::string& out, Octets id) {
  std::uint64_t part = 0;
  bool first = true;
  for (const std::uint8_t byte : id) {
    part = part << 7 | (byte & 0x7f);
    if ((byte & 0x80) != 0) continue;
    if (first) {
      const std::uint64_t top = std::min<std::uint64_t>(part / 40, 2);
      fmt::format_to(std::back_inserter(out), "{}.{}", top, part - 40 * top);
    } else {
      fmt::format_to(std::back_inserter(out), ".{}", part);
    }
    first = false;
    part = 0;
  }
}

bool put_attribute(std::string& out, Octets attribute) {
  const auto id = take(attribute, kObjectId);
  if (!id) return false;
  const auto value = take(attribute);
  if (!value) return false;
  const std::string_view number(reinterpret_cast<const char*>(id->data()), id->size());
  const auto* known = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                   [number](const auto& each) { return each.first == number; });
  if (known != std::end(kAttributes)) {
    out += known->second;
    out += '=';
    put_escaped(out, text_of(*value));
    return true;
  }
  put_object_id(out, *id);
  out += "=#";
  for (const std::uint8_t byte : value->whole)
    fmt::format_to(std::back_inserter(out), "{:02X}", byte);
  return true;
}

// The last part of the name comes first.
std::optional<std::string> read_name(Octets name) {
  std::vector<std::string> parts;
  std::size_t size = 0;
  while (!name.empty() && size < kMostOfName) {
    auto set = take(name, kSet);
    if (!set) return std::nullopt;
    std::string part;
    while (!set->empty()) {
      const auto attribute = take(*set, kSequence);
      if (!part.empty()) part += '+';
      if (!attribute || !put_attribute(part, *attribute)) return std::nullopt;
    }
    size += part.size();
    parts.push_back(std::move(part));
  }
  std::string text;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!text.empty()) text += ',';
    text += *part;
  }
  text.resize(std::min(text.size(), kMostOfName));
  return text;
}

}  // namespace

std::optional<CertificateNames> read_certificate_names(std::span<const std::uint8_t> der) {
  auto certificate = take(der, kSequence);
  if (!certificate) return std::nullopt;
  auto body = take(*certificate, kSequence);
  if (!body) return std::nullopt;
  auto next = take(*body);  // a version, or the serial number of what has none
  if (next && next->tag == kVersion) next = take(*body);
  if (!next || !take(*body, kSequence)) return std::nullopt;
  const auto issuer = take(*body, kSequence);
  if (!issuer || !take(*body, kSequence)) return std::nullopt;
  const auto subject = take(*body, kSequence);
  if (!subject) return std::nullopt;
  auto subject_text = read_name(*subject);
  auto issuer_text = read_name(*issuer);
  if (!subject_text || !issuer_text) return std::nullopt;
  return CertificateNames{std::move(*subject_text), std::move(*issuer_text)};
}

}  // namespace tapbond::messages

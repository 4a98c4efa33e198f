#include "decoders/messages/plain_dns.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "decoders/core/address_text.h"

namespace tapbond::messages {
namespace {

constexpr std::size_t kHeader = 12;
constexpr unsigned kMostAnswers = 64;

enum Type : unsigned { kA = 1, kNs = 2, kCname = 5, kPtr = 12, kAaaa = 28, kDname = 39 };

class PlainReader {
 public:
  explicit PlainReader(std::span<const std::uint8_t> message) : message_(message) {}

  bool read(DnsMessage& read);

 private:
  struct Record {
    unsigned type;
    std::uint32_t ttl;
    std::size_t data;  // where it begins
    std::size_t size;
  };

  bool has(std::size_t at, std::size_t count) const { return at + count <= message_.size(); }
  unsigned u16(std::size_t at) const {
    return static_cast<unsigned>(message_[at] << 8 | message_[at + 1]);
  }
  bool read_name(std::size_t& at);
  bool read_record(Record& record);
  bool read_data(const Record& record, std::string& data);

  std::span<const std::uint8_t> message_;
  std::size_t at_ = kHeader;
  bool asks_ = false;  // its name was read
  // The name that was read last, with a dot behind each label.
  std::array<char, 256> name_;
  std::size_t name_size_ = 0;

  std::string_view name() const { return {name_.data(), name_size_ - (name_size_ > 0 ? 1 : 0)}; }
};

// Moves `at` behind the name.
bool PlainReader::read_name(std::size_t& at) {
  constexpr int kMostPointers = 16;
  constexpr std::size_t kMostName = 250;  // what is longer may be too long
  std::size_t from = at;
  bool behind = false;
  int pointers = 0;
  name_size_ = 0;
  while (has(from, 1)) {
    const std::size_t size = message_[from];
    if (size == 0) {
      if (!behind) at = from + 1;
      return true;
    }
    if (size < 0x40) {
      if (!has(from + 1, size) || name_size_ + size + 1 > kMostName) return false;
      const std::uint8_t* label = message_.data() + from + 1;
      if (std::memchr(label, 0, size) != nullptr) return false;
      std::memcpy(name_.data() + name_size_, label, size);
      name_size_ += size;
      name_[name_size_++] = '.';
      from += size + 1;
      continue;
    }
    if (size < 0xc0 || !has(from, 2) || ++pointers > kMostPointers) return false;
    if (!behind) at = from + 2;
    behind = true;
    from = u16(from) & 0x3fff;
    if (from < kHeader) return false;
  }
  return false;
}

bool PlainReader::read_record(Record& record) {
  constexpr std::size_t kBeforeData = 10;
  constexpr unsigned kQuestion = 0xc000 | kHeader;  // the name that most records have
  if (asks_ && has(at_, 2) && u16(at_) == kQuestion) {
    at_ += 2;
  } else if (!read_name(at_)) {
    return false;
  }
  if (!has(at_, kBeforeData)) return false;
  record.type = u16(at_);
  record.ttl = std::uint32_t{u16(at_ + 4)} << 16 | u16(at_ + 6);
  record.size = u16(at_ + 8);
  record.data = at_ + kBeforeData;
  at_ = record.data + record.size;
  return has(record.data, record.size);
}

bool PlainReader::read_data(const Record& record, std::string& data) {
  const std::uint8_t* bytes = message_.data() + record.data;
  switch (record.type) {
    case kA:
      if (record.size != 4) return false;
      data = text::AddressText::ipv4(bytes).view();
      return true;
    case kAaaa:
      if (record.size != 16) return false;
      data = text::AddressText::ipv6(bytes).view();
      return true;
    case kNs:
    case kCname:
    case kPtr:
    case kDname: {
      std::size_t at = record.data;
      if (!read_name(at)) return false;
      data = name();
      return true;
    }
    default:
      return false;
  }
}

bool PlainReader::read(DnsMessage& read) {
  const unsigned questions = u16(4);
  const unsigned answers = u16(6);
  const unsigned authorities = u16(8);
  if (questions > 1 || answers > kMostAnswers) return false;
  if (questions == 1) {
    if (!read_name(at_) || !has(at_, 4)) return false;
    read.asks = asks_ = true;
    read.query = name();
    read.type = static_cast<std::uint16_t>(u16(at_));
    read.class_ = static_cast<std::uint16_t>(u16(at_ + 2));
    at_ += 4;
  }
  read.answers.resize(answers);
  read.ttls.resize(answers);
  Record record{};
  for (unsigned i = 0; i < answers; ++i) {
    if (!read_record(record) || !read_data(record, read.answers[i])) return false;
    read.ttls[i] = record.ttl;
  }
  for (unsigned i = 0; i < authorities; ++i) {
    if (!read_record(record)) return false;
  }
  return true;
}

}  // namespace

bool read_plain_dns(std::span<const std::uint8_t> message, DnsMessage& read) {
  return PlainReader(message).read(read);
}

}  // namespace tapbond::messages

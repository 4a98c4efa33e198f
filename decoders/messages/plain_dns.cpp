#include "decoders/messages/plain_dns.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "decoders/core/address_text.h"

namespace tapbond::messages {
namespace {

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
  bool read_labels(std::size_t& from);
  bool read_name(std::size_t& at);
  bool read_record(Record& record);
  bool read_data(const Record& record, std::string& data);

  std::span<const std::uint8_t> message_;
  std::size_t at_ = DnsMessage::kHeaderBytes;
  bool asks_ = false;  // its name was read
  // The name that was read last, with a dot behind each label.
  std::array<char, 256> name_;
  std::size_t name_size_ = 0;

  std::string_view name() const { return {name_.data(), name_size_ - (name_size_ > 0 ? 1 : 0)}; }
};

// Reads the labels from there up to what is none, and moves `from` to that.
bool PlainReader::read_labels(std::size_t& from) {
  constexpr std::size_t kMostName = 250;  // what is longer may be too long
  std::size_t size = 0;
  for (std::size_t label = 0; has(from + size, 1); size += label + 1) {
    label = message_[from + size];
    if (label == 0 || label >= 0x40) break;
    if (!has(from + size + 1, label) || name_size_ + size + label + 1 > kMostName) return false;
  }
  if (size == 0) return true;
  const std::uint8_t* const first = message_.data() + from;
  char* const to = name_.data() + name_size_;
  // With the length before each label, so that no other byte may be zero.
  if (std::memchr(first, 0, size) != nullptr) return false;
  std::memcpy(to, first + 1, size - 1);
  for (std::size_t next = 0; next < size;) {
    next += first[next] + std::size_t{1};
    to[next - 1] = '.';
  }
  name_size_ += size;
  from += size;
  return true;
}

// Moves `at` behind the name.
bool PlainReader::read_name(std::size_t& at) {
  constexpr int kMostPointers = 16;
  std::size_t from = at;
  bool behind = false;
  int pointers = 0;
  name_size_ = 0;
  while (read_labels(from) && has(from, 1)) {
    if (message_[from] == 0) {
      if (!behind) at = from + 1;
      return true;
    }
    if (message_[from] < 0xc0 || !has(from, 2) || ++pointers > kMostPointers) return false;
    if (!behind) at = from + 2;
    behind = true;
    from = u16(from) & 0x3fff;
    if (from < DnsMessage::kHeaderBytes) return false;
  }
  return false;
}

bool PlainReader::read_record(Record& record) {
  constexpr std::size_t kBeforeData = 10;
  constexpr unsigned kQuestion =
      0xc000 | DnsMessage::kHeaderBytes;  // the name that most records have
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
  if (questions > 1 || answers > DnsMessage::kMostAnswers) return false;
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
